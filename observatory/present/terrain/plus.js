// Own observations, the pages of the dashboard, and the way out: leaving forgets what the phone keeps.
import {el, moment} from './outils.js';
import {call} from './api.js';

export function moreView(app) {
  const list = el('div', {}, el('p', {class: 'doux'}, 'Lecture…'));
  if (app.opening.agit) showOwn(app, list); else list.replaceChildren();
  return {title: 'Plus', content: [
    el('p', {}, el('strong', {}, app.opening.nom), ' · ' + app.opening.ville),
    el('p', {class: 'ligne'}, el('a', {class: 'bouton', href: '/'}, 'Pages de l\'office'), el('a', {class: 'bouton', href: '/compte', onclick: (event) => leave(app, event)}, 'Mon compte et déconnexion')),
    ...app.opening.agit ? [el('h2', {}, 'Mes dernières observations')] : [], list,
    el('p', {class: 'doux'}, 'Se déconnecter efface de ce téléphone la liste et les envois. Sans réseau, la liste reste lisible un jour.')]};
}

async function showOwn(app, box) {
  try {
    const found = await call('ambiances.miennes');
    box.replaceChildren(found.length ? el('ul', {class: 'cartes'}, ...found.map((one) => el('li', {class: 'carte'}, el('strong', {}, app.genre(one.genre) + ' · ' + app.opening.intensites[one.intensite - 1]),
      el('small', {}, one.lieu + ' · ' + moment(one.debut))))) : el('p', {class: 'doux'}, 'Aucune encore.'));
  } catch (error) { box.replaceChildren(el('p', {class: 'doux'}, error.message)); }
}

// Nothing that is not sent goes away by mistake.
function leave(app, event) {
  const n = app.queue.waiting.length + app.queue.refused.length;
  if (!n) return;
  event.preventDefault();
  const dialog = el('dialog', {'aria-label': 'Envois en attente'}, el('p', {}, n + ' envoi' + (n > 1 ? 's ne sont pas partis' : ' n\'est pas parti') + '. Se déconnecter les efface.'),
    el('div', {class: 'ligne'}, el('button', {type: 'button', class: 'principal', onclick: () => dialog.close()}, 'Rester'), el('a', {class: 'bouton', href: '/compte'}, 'Aller à mon compte')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
