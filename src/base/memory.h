/* What the process keeps of memory that nobody uses any more. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

/* Gives the system back what was freed: after a large page the C library keeps it, in each process.  Looks at every
   free piece (a millisecond for ten megabytes), so not for every request. */
void memory_give_back(void);

#endif
