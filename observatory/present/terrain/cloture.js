// The outcome of a mediation: outcome, parties, duration, save. Four touches, a note if one must.
import {el} from './outils.js';
import {oneOf, several} from '/hors-ligne/choix.js';
import {OUTCOMES} from './dossier.js';

const DURATIONS = [15, 30, 45, 60, 90, 120].map((n) => ({code: n, nom: n < 60 ? n + ' min' : n % 60 ? Math.floor(n / 60) + ' h ' + n % 60 : n / 60 + ' h'}));

export function endView(app, ident, issue, item = null) {
  const one = app.mediations.find((each) => each.ident === ident);
  const said = item ? {...item.args} : {issue, parties: last(one), duree_min: null, note: ''};
  const told = el('p', {class: 'erreur', role: 'alert'}, item?.message || '');
  const note = el('textarea', {rows: '3', maxlength: String(app.opening.plus_long_texte), placeholder: 'sans nom ni numéro'});
  note.value = said.note;
  const save = el('button', {type: 'button', class: 'principal', onclick: async () => {
    if (!said.parties.length) { told.textContent = 'Touchez au moins une partie.'; return; }
    if (!said.duree_min) { told.textContent = 'Touchez une durée.'; return; }
    const name = OUTCOMES.find((each) => each.code === said.issue).nom;
    const args = {ident, issue: said.issue, parties: said.parties, duree_min: said.duree_min, note: note.value.trim(), le: item ? item.args.le : new Date().toISOString()};
    save.disabled = true;
    await app.enqueue('mediations.clore', args, name + ', ' + (one?.rue || item?.libelle.split(', ').slice(1).join(', ') || 'médiation'), item);
    app.go('#/');
  }}, 'Enregistrer le résultat');
  return {title: 'Résultat', back: true, content: [
    oneOf('Issue', OUTCOMES, said.issue, (code) => { said.issue = code; }, 'deux'),
    several('Avec qui (par rôle, jamais par nom)', app.opening.parties, said.parties, (codes) => { said.parties = codes; told.textContent = ''; }),
    oneOf('Durée', DURATIONS, said.duree_min, (code) => { said.duree_min = code; told.textContent = ''; }),
    el('details', {open: said.note !== ''}, el('summary', {}, 'Ajouter une note'), el('label', {class: 'champ'}, el('span', {}, 'Note pour le régulateur'), note)),
    el('div', {class: 'pied'}, told, save)]};
}

// The parties of the latest appointment that was held or is to be: most often those who came.
const last = (one) => one?.rendez_vous.filter((each) => each.etat === 'prevu' || each.etat === 'tenu').at(-1)?.parties.slice() || [];
