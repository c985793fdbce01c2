/* A refused form comes back with a summary: whoever listens hears it at once, and its links lead into the fields. */
export function focus_error_summary() {
  const summary = document.querySelector('.error-summary');
  if (!summary) return;
  summary.focus();
  summary.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const heading = field.closest('.field')?.querySelector('legend, label') ?? field;
    heading.scrollIntoView({ block: 'start' });
    field.focus({ preventScroll: true });
  });
}
