/* Buttons that only a script can serve come hidden and are shown here.
   <button data-copy="text" data-done="Copié" hidden>   <button data-print hidden> */

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return; /* refused by the browser: the number stands beside the button */
  }
  const status = document.getElementById('notice');
  if (status) status.textContent = button.dataset.done;
  const use = button.querySelector('use');
  const drawing = use?.getAttribute('href');
  use?.setAttribute('href', drawing.replace(/#.*/, '#check'));
  setTimeout(() => {
    use?.setAttribute('href', drawing);
    if (status) status.textContent = '';
  }, 2000);
}

function close_menus(except) {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(except)) menu.open = false;
  }
}

/* What stands on a page as it opens is no change to who listens: the notice is put there once more, and is read. */
function say_notice() {
  const words = document.querySelector('main > .alert[role="status"] p');
  if (words) setTimeout(() => words.replaceChildren(...[...words.childNodes].map((node) => node.cloneNode(true))), 500);
}

export function watch_small_things() {
  say_notice();
  const can_copy = Boolean(navigator.clipboard);
  for (const button of document.querySelectorAll('button[data-print], button[data-copy]')) {
    if (button.hasAttribute('data-print') || can_copy) button.hidden = false;
  }
  document.addEventListener('click', (event) => {
    close_menus(event.target);
    const button = event.target.closest('button');
    if (button?.hasAttribute('data-copy')) copy(button);
    else if (button?.hasAttribute('data-print')) window.print();
  });
  /* By keyboard only: under a pointer the next menu would move away before it is released. */
  document.addEventListener('keyup', (event) => {
    if (event.key === 'Tab') close_menus(document.activeElement);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const open = document.querySelector('details.menu[open]');
    if (!open) return;
    open.open = false;
    open.querySelector('summary').focus();
  });
}
