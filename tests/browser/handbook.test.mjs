// Every page that the handbook shows is there for its role, in French: docs/handbook/README.md.
import { readChapters } from '../../tools/handbook/chapters.mjs';
import { visit } from '../../tools/handbook/pictures.mjs';
import { test } from './harness.mjs';

for (const { name, pictures } of readChapters('fr'))
  test(`the handbook shows what is there: ${name}`, async ({ open }) => {
    const page = await open({ role: name });
    for (const picture of pictures) await visit(page, 'fr', picture);
  });
