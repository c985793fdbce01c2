/* A refused form comes back, and whoever listens hears it at once: the page's title says so, and its summary, or the
   alert marked data-errors, has the focus; a form without either leads to its first field that is wrong. */

function lead_into_fields(event) {
  const link = event.target.closest('a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const heading = field.closest('.field')?.querySelector('legend, label') ?? field;
  heading.scrollIntoView({ block: 'start' });
  field.focus({ preventScroll: true });
}

export function focus_errors() {
  const summary = document.querySelector('.error-summary, [data-errors]');
  const error = document.querySelector('main .field-error:not([hidden])');
  const words = summary?.querySelector('h2, h3, p, li') ?? error;
  if (!words) return;
  document.title = `${words.textContent.trim()} · ${document.title}`;
  if (summary) {
    summary.focus();
    summary.addEventListener('click', lead_into_fields);
  } else {
    error.closest('.field-invalid, .field, td, form')
      ?.querySelector('input:not([type="hidden"]), select, textarea')?.focus();
  }
}
