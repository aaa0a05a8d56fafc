// Making an appointment: when, where, with whom by role.
import {el, moment} from './outils.js';
import {several} from '/hors-ligne/choix.js';

const local = (date) => new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

export function appointmentView(app, ident, item = null) {
  const one = app.mediations.find((each) => each.ident === ident);
  const said = item ? {...item.args} : {parties: [], lieu: one?.rue || '', le: null};
  const soon = new Date(Math.ceil((Date.now() + 3_600_000) / 3_600_000) * 3_600_000);
  const when = el('input', {type: 'datetime-local', step: '300', value: local(said.le ? new Date(said.le) : soon)});
  const place = el('input', {type: 'text', maxlength: '120', value: said.lieu});
  const told = el('p', {class: 'erreur', role: 'alert'}, item?.message || '');
  const save = el('button', {type: 'button', class: 'principal', onclick: async () => {
    if (!when.value) { told.textContent = 'Choisissez le jour et l\'heure.'; return; }
    if (!place.value.trim()) { told.textContent = 'Écrivez le lieu.'; return; }
    if (!said.parties.length) { told.textContent = 'Touchez au moins une partie.'; return; }
    const le = new Date(when.value).toISOString();
    save.disabled = true;
    await app.enqueue('mediations.rendez_vous', {ident, le, lieu: place.value.trim(), parties: said.parties}, 'Rendez-vous, ' + moment(le), item);
    app.go('#/mediation/' + ident);
  }}, 'Enregistrer le rendez-vous');
  return {title: 'Rendez-vous', back: true, content: [
    el('label', {class: 'champ'}, el('span', {}, 'Jour et heure'), when), el('label', {class: 'champ'}, el('span', {}, 'Lieu'), place),
    several('Avec qui (par rôle, jamais par nom)', app.opening.parties, said.parties, (codes) => { said.parties = codes; }),
    el('div', {class: 'pied'}, told, save)]};
}
