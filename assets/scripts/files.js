/* A file's name and size beside the field, and a refusal before it travels.
   <input type="file" data-max-bytes="10485760" data-too-large="message" aria-describedby="…">
   followed, within .file-input, by <output> and within .field by <p class="field-error" hidden>. */

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

function size_in_words(bytes) {
  let unit = 0;
  let size = bytes;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const language = document.documentElement.lang === 'ar' ? 'ar-MA' : document.documentElement.lang;
  const digits = unit > 1 ? 1 : 0;
  const form = { style: 'unit', unit: units[unit], maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, form).format(size);
}

function show_choice(input) {
  const chosen = [...input.files];
  const limit = Number(input.dataset.maxBytes);
  const refused = limit > 0 && chosen.some((file) => file.size > limit);
  const output = input.closest('.file-input')?.querySelector('output');
  const error = input.closest('.field')?.querySelector('.field-error');
  if (output) {
    output.replaceChildren(...chosen.map((file) => {
      const line = document.createElement('span');
      const name = document.createElement('bdi');
      const size = document.createElement('bdi');
      name.textContent = file.name;
      size.textContent = size_in_words(file.size);
      line.append(name, ' · ', size);
      return line;
    }));
  }
  if (error) {
    error.querySelector('span').textContent = refused ? input.dataset.tooLarge : '';
    error.hidden = !refused;
  }
  if (refused) {
    input.value = '';
    input.setAttribute('aria-invalid', 'true');
  } else {
    input.removeAttribute('aria-invalid');
  }
}

export function watch_files() {
  for (const input of document.querySelectorAll('input[type="file"][data-max-bytes]')) {
    input.addEventListener('change', () => show_choice(input));
  }
}
