/* Half-filled forms are not lost by a slip, and nothing is sent twice.
   data-protect    ask before leaving this form changed; data-protect="changed": it came back unsaved
   data-again      this form may be sent again at once (a download)
   data-auto-submit  send when a choice in it changes (off unless asked for) */

const busy_for = 15000; /* ms: after that an answer was lost, and the form's one-time key makes a retry safe */
const sending = new WeakSet();

function form_content(form) {
  const parts = [];
  for (const [name, value] of new FormData(form)) {
    if (!name.startsWith('_')) parts.push([name, value instanceof File ? value.name + value.size : value]);
  }
  return JSON.stringify(parts);
}

function protect(form) {
  const before = form.dataset.protect === 'changed' ? null : form_content(form);
  window.addEventListener('beforeunload', (event) => {
    if (sending.has(form) || form_content(form) === before) return;
    event.preventDefault();
    event.returnValue = ''; /* what older browsers look at */
  });
}

function set_busy(form, button) {
  sending.add(form);
  button?.setAttribute('aria-busy', 'true');
  setTimeout(() => set_ready(form), busy_for);
}

function set_ready(form) {
  sending.delete(form);
  for (const button of document.querySelectorAll('button[aria-busy="true"]')) {
    if (button.form === form) button.removeAttribute('aria-busy');
  }
}

function submitted(event) {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute('method') === 'dialog' || form.hasAttribute('data-again')) return;
  if (sending.has(form)) event.preventDefault();
  else set_busy(form, event.submitter);
}

export function guard_forms() {
  for (const form of document.querySelectorAll('form[data-protect]')) protect(form);
  window.addEventListener('submit', submitted); /* on the window: after the form's own listeners */
  window.addEventListener('pageshow', () => {
    for (const form of document.forms) set_ready(form);
  });
  document.addEventListener('change', (event) => {
    const form = event.target.form;
    if (form?.hasAttribute('data-auto-submit')) form.requestSubmit();
  });
}
