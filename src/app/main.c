#include <stdio.h>

int main(void)
{
    (void)puts("sanad " SANAD_VERSION);
    return 0;
}
