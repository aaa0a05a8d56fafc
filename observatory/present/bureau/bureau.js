// The call desk. Everything is reached from the keyboard; nothing waits for a rerun of the page: it speaks to the office.
import {Offline, call} from './api.js';
import {CallerFields} from './appelant.js';
import {CallMap} from './carte.js';
import {CategoryField} from './categorie.js';
import {canal, clock, cut, el, spoken} from '/hors-ligne/dom.js';
import {Calls, isEmpty} from './etat.js';
import {Window, consignes, file, help, outcome, passOn, search} from './fenetre.js';
import {PlaceField} from './lieu.js';
import {NearbyList, asItem} from './proches.js';
import {StoryField} from './recit.js';

const here = new URL('.', import.meta.url);
const DIRECT = ['residence', 'batiment', 'hall', 'etage', 'plaque', 'canal', 'recu_le'];

class Desk {
  constructor(root, dark) {
    this.root = root;
    this.box = root.querySelector('.bureau');
    this.form = root.querySelector('form.saisie');
    this.status = root.querySelector('.annonce');
    this.network = root.querySelector('.reseau');
    this.say = (text, wrong = false) => { this.status.textContent = text; this.status.classList.toggle('erreur', wrong); };
    this.calls = new Calls((names) => this.changed(names), (up, error) => this.online(up, error));
    this.map = new CallMap(root.querySelector('.carte'), (at) => this.place.corrected(at), dark);
    this.place = new PlaceField(root, this.calls, this.map, this.say);
    this.category = new CategoryField(root, this.calls, this.say);
    this.story = new StoryField(root, this.calls, this.say);
    this.nearby = new NearbyList(root, this.calls, this.map, this.say);
    this.caller = new CallerFields(root, this.calls, this.nearby, this.say);
    this.window = new Window(root, this.say);
    this.window.say = this.say;
    this.story.onHeard = (heard) => this.heard(heard);
    this.place.onDone = () => this.field('#b-recit').focus();
    this.category.onDone = () => this.field('#b-quand').focus();
    this.wire();
  }
  field(selector) { return this.root.querySelector(selector); }

  wire() {
    for (const name of DIRECT) this.field(`[name=${name}]`).addEventListener('input', (event) => this.calls.set({[name]: event.target.value}));
    for (const one of this.root.querySelectorAll('[name=lieu]')) one.addEventListener('change', () => this.calls.set({lieu: one.value, lieu_suppose: false}));
    const when = this.field('#b-quand');
    when.addEventListener('input', () => { this.calls.set({quand: when.value, survenu_debut: null, survenu_fin: null}); clearTimeout(this.whenTimer); this.whenTimer = setTimeout(() => this.askWhen(), 200); });
    this.form.addEventListener('submit', (event) => { event.preventDefault(); this.save(); });
    this.root.addEventListener('click', (event) => {
      const action = event.target.closest('[data-action]')?.dataset.action;
      if (action) { event.preventDefault(); this.actions[action](); }
    });
    this.field('.carte').addEventListener('keydown', (event) => {
      const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
      if (step) { event.preventDefault(); event.stopPropagation(); this.map.nudge(...step); }
    }, true);
    this.onKey = (event) => this.key(event);
    window.addEventListener('keydown', this.onKey, true);
    this.onHide = () => { if (document.visibilityState === 'hidden') this.calls.saveDrafts(true); };
    document.addEventListener('visibilitychange', this.onHide);
    this.timer = setInterval(() => this.tick(), 1000);
  }
  stop() {
    window.removeEventListener('keydown', this.onKey, true);
    document.removeEventListener('visibilitychange', this.onHide);
    clearInterval(this.timer);
    this.calls.saveDrafts(true);
  }
  get actions() {
    return {
      inconnu: () => this.place.unknownPlace(), terminer: () => this.endWithout(), attente: () => this.park(), abandonner: () => this.giveUp(),
      chercher: () => this.find(), aide: () => help(this.window, () => this.back()), passer: () => passOn(this.window, () => this.back()),
    };
  }
  back() { (this.last?.isConnected ? this.last : this.field('#b-lieu')).focus(); }

  // Function keys act from anywhere; single keys only where nobody types.
  key(event) {
    if (!this.box.isConnected) { this.stop(); return; }
    if (this.window.isOpen) return;
    const inner = event.composedPath()[0], typing = this.isTyping(inner);
    const inside = event.composedPath().includes(this.box);
    if (!inside && this.isTyping(inner)) return;
    this.last = this.root.activeElement || this.last;
    const f = {F1: 'aide', F2: 'terminer', F4: 'inconnu', F8: 'attente'}[event.key];
    const take = () => { event.preventDefault(); event.stopImmediatePropagation(); };
    if (f && !event.ctrlKey && !event.altKey) { take(); this.actions[f](); }
    else if (event.key === 'F6') { take(); this.nearby.join(); }
    else if (event.key === 'F7') { take(); this.nearby.next(); }
    else if (event.key === 'F9') { take(); this.next(); }
    else if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') { take(); this.save(); }
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') { take(); this.find(); }
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') { take(); this.place.nickname(''); }
    else if (event.key === 'Escape' && (typing || (inner.id === 'b-categorie' && !this.category.family))) { take(); inner.blur(); this.box.focus(); this.say('Touches seules : L D C Q T, 1 à 9, O, N ; ? pour tout voir.'); }
    else if (!typing && !event.ctrlKey && !event.altKey && !event.metaKey && inner.id !== 'b-categorie') this.single(event, take);
  }
  isTyping(inner) {
    return inner instanceof HTMLTextAreaElement || inner instanceof HTMLSelectElement || (inner instanceof HTMLInputElement && !['radio', 'checkbox'].includes(inner.type));
  }
  single(event, take) {
    const to = {l: '#b-lieu', d: '#b-recit', c: '#b-categorie', q: '#b-quand', t: '#b-tel'}[event.key.toLowerCase()];
    if (to) { take(); this.field(to).focus(); }
    else if (/^[1-9]$/.test(event.key)) { take(); this.nearby.pick(Number(event.key) - 1); }
    else if (event.key === '?') { take(); this.actions.aide(); }
    else if (event.key.toLowerCase() === 'o') { take(); this.openMarked(); }
    else if (event.key.toLowerCase() === 'n') { take(); this.actions.passer(); }
    else if (event.key === '/') { take(); this.find(); }
    else if (event.key.length === 1 && event.key !== ' ') event.stopImmediatePropagation();  // Streamlit has keys of its own
  }

  changed(names) {
    const one = this.calls.current;
    if (names.some((name) => ['lat', 'lon', 'precision_m'].includes(name))) this.map.place(one);
    this.place.render(one);
    if (names.includes('categorie')) this.category.render(one);
    if (names.includes('lieu') || names.includes('categorie')) this.renderRadios(one);
    if (names.includes('langue')) this.caller.render(one);
    this.field('.plaque').hidden = one.categorie !== this.category.abandoned;
    this.nearby.changed(names);
    this.nearby.drawBanner();
    this.drawTabs();
  }
  heard(heard) {
    this.category.setLikely(heard.categories);
    const one = this.calls.current;
    if (heard.quand && !one.quand) { this.field('#b-quand').value = heard.quand; this.calls.set({quand: heard.quand}); this.askWhen(); }
  }
  async askWhen() {
    const one = this.calls.current, out = this.field('.moment'), texte = one.quand.trim();
    if (!texte) { out.textContent = ''; return; }
    try {
      const le = one.recu_le ? new Date(one.recu_le) : one.debut ? new Date(one.debut) : null;
      const found = await call('bureau.quand', {texte, le: le && le.toISOString()});
      if (this.calls.current !== one || one.quand.trim() !== texte) return;
      out.textContent = found ? found.en_mots : 'pas compris : le récit le garde';
      this.calls.set({survenu_debut: found?.debut || null, survenu_fin: found?.fin || null});
    } catch (error) { this.say(error.message, true); }
  }

  // While a call is being saved nothing is typed into it; another may be opened meanwhile. Says whether it is kept.
  async save() {
    const one = this.calls.current;
    if (one.sending) return false;
    try {
      await this.settle();
      if (this.calls.current !== one) return false;
      const sent = this.calls.toSend();
      if (!sent.description.trim() && one.quand && !one.survenu_debut) sent.description = one.quand;
      else if (one.quand && !one.survenu_debut && !sent.description.includes(one.quand)) sent.description += ' (quand : ' + one.quand + ')';
      one.sending = true;
      this.form.inert = true;
      this.after(one, await this.send(sent));
      return true;
    } catch (error) {
      if (error.status === 409) one.cle = crypto.randomUUID();
      this.calls.touch(one);
      this.say(error.message, true);
      this.form.inert = false;
      one.sending = false;
      if (this.calls.current === one) this.point(error.message);
      return false;
    } finally {
      one.sending = false;
      this.form.inert = Boolean(this.calls.current.sending);
    }
  }
  // What was typed last may still be looked up: the place and the hour are taken as they are answered.
  async settle() {
    const one = this.calls.current;
    if (one.adresse.trim() && one.lat === null && !one.lieu_inconnu && one.probleme === null) await this.place.accept(false);
    if (one.quand && !one.survenu_debut) { clearTimeout(this.whenTimer); await this.askWhen(); }
  }
  // Sent until the office has it, or refuses it. The key makes a second sending harmless.
  async send(sent) {
    for (let wait = 500; ; wait = Math.min(5000, wait * 1.6)) {
      try {
        const kept = await call('bureau.enregistrer', {appel: sent});
        this.online(true);
        return kept;
      } catch (error) {
        if (!(error instanceof Offline)) throw error;
        this.online(false, error);
        this.say('Pas encore enregistré : ' + error.message + ' Nouvel essai tout seul, ne fermez pas la page.', true);
        await new Promise((done) => setTimeout(done, wait));
      }
    }
  }
  after(one, kept) {
    const moved = this.calls.current !== one;
    this.calls.remove(one);
    if (moved) this.drawTabs();
    else {
      if (!isEmpty(this.calls.current)) this.calls.startNew();
      this.form.inert = false;
      this.render();
    }
    this.status.classList.remove('erreur');
    this.status.replaceChildren(el('span', {class: 'fait'}, '✓ '), kept.reference ? el('strong', {class: 'reference'}, spoken(kept.reference)) : '', ' ' + kept.phrase + (kept.astreinte ? ' Astreinte à appeler : ' + kept.astreinte + '.' : ''),
      kept.epellation ? el('span', {class: 'epelle'}, kept.epellation) : '');
    if (!moved) this.field('#b-lieu').focus();
    this.count();
  }
  // What the office took today: contacts, and the signalements among them.
  async count() {
    const by = await call('bureau.compteurs').catch(() => null);
    if (!by) return;
    const all = Object.values(by).reduce((a, b) => a + b, 0), some = (n, word) => n + ' ' + word + (n > 1 ? 's' : '');
    this.field('.compte').textContent = `Aujourd'hui, tout l'office : ${some(all, 'contact')}, dont ${some(by.signalement || 0, 'signalement')} et ${some(by.relance || 0, 'relance')}.`;
  }
  point(message) {
    const to = /lieu/.test(message) ? '#b-lieu' : /catégorie/i.test(message) ? '#b-categorie' : /téléphone|numéro/i.test(message) ? '#b-tel' : null;
    if (to) this.field(to).focus();
  }
  endWithout() {
    const suggested = this.story.heard?.orientations || [];
    this.window.onClose = null;
    outcome(this.window, this.orientations, suggested, async (issue, orientation, note) => {
      if (issue === 'relance') { this.find(); return; }
      const one = this.calls.current, before = one.issue;
      this.calls.set({issue, orientation, note});
      if (!await this.save() && this.calls.current === one) this.calls.set({issue: before, orientation: '', note: ''});
    });
  }
  park() {
    if (!this.calls.park()) { this.say('Rien à mettre en attente : l\'appel est vide.'); return; }
    this.render();
    this.say('Appel mis en attente. F9 le reprend.');
    this.field('#b-lieu').focus();
  }
  next() {
    if (!this.calls.next()) { this.say('Aucun appel en attente.'); return; }
    this.render();
    this.say('Appel repris.');
    this.field('#b-lieu').focus();
  }
  giveUp() {
    const one = this.calls.current;
    if (isEmpty(one)) return;
    this.window.show('Abandonner cet appel ?', [el('p', {}, 'Ce qui a été tapé sera effacé. Un appel reçu se compte : F2 l\'enregistre sans signalement.'),
      el('div', {class: 'actions'}, el('button', {type: 'button', autofocus: true, onclick: () => this.window.close()}, 'Garder'),
        el('button', {type: 'button', class: 'danger', onclick: async () => { this.window.close(); await this.drop(one); }}, 'Abandonner'))], {onClose: () => this.back()});
  }
  async drop(one) {
    this.calls.finish();
    this.render();
    try { await call('bureau.oublier', {cle: one.cle}); } catch (error) { this.say(error.message, true); }
    this.field('#b-lieu').focus();
  }
  find() { search(this.window, this.around); }
  get around() {
    return {onJoin: (item) => this.joined(item), onClose: () => this.back(), states: this.nearby.states, ville: this.calls.ville, caller: () => this.caller.known, marked: () => this.nearby.items[this.nearby.at]};
  }
  openMarked() {
    const one = this.nearby.items[this.nearby.at];
    if (one?.reference) file(this.window, one.reference, this.around);
    else this.say('Aucun dossier à ouvrir.', true);
  }
  joined(item) {
    this.nearby.joinItem(asItem(item, this.nearby.states));
    this.back();
  }

  online(up, error) {
    this.box.dataset.reseau = up ? 'oui' : 'non';
    this.network.textContent = up ? 'gardé' : error instanceof Offline ? 'réseau perdu : rien n\'est perdu tant que la page reste ouverte' : (error?.message || '');
  }
  tick() {
    const one = this.calls.current;
    this.field('.temps').textContent = one.debut ? clock(Math.floor((Date.now() - one.debut) / 1000)) : '00:00';
    this.box.classList.toggle('en-ligne', Boolean(one.debut));
    this.tabsClock();
  }
  tabsClock() {
    this.root.querySelectorAll('.appels time').forEach((one) => { one.textContent = clock(Math.floor((Date.now() - Number(one.dataset.debut)) / 1000)); });
  }
  drawTabs() {
    const n = this.calls.list.length, after = n > 1 ? (this.calls.at + 1) % n : -1;
    const tabs = this.calls.list.map((one, i) => el('button', {type: 'button', 'aria-pressed': String(one === this.calls.current), onclick: () => { if (i !== this.calls.at) { this.calls.goTo(i); this.render(); this.field('#b-lieu').focus(); } }},
      i === after ? el('kbd', {}, 'F9') : '', ' ' + cut(one.adresse || (one.categorie && this.category.label(one.categorie)) || one.description || 'Nouvel appel') + ' ', one.debut ? el('time', {'data-debut': String(one.debut)}) : ''));
    this.field('.appels').replaceChildren(...tabs);
    this.tabsClock();
  }
  renderRadios(one) {
    this.root.querySelectorAll('[name=lieu]').forEach((radio) => { radio.checked = radio.value === one.lieu; });
  }
  render() {
    const one = this.calls.current;
    this.form.inert = Boolean(one.sending);
    for (const name of DIRECT) this.field(`[name=${name}]`).value = one[name];
    this.field('#b-quand').value = one.quand;
    this.field('.moment').textContent = '';
    if (one.quand) this.askWhen();
    this.renderRadios(one);
    this.place.render(one);
    this.category.setLikely([]);
    this.category.render(one);
    this.story.render(one);
    this.nearby.own = [];
    this.caller.render(one);
    this.nearby.render();
    this.map.place(one).then(() => { if (one.lat === null) this.map.home(this.home.lat, this.home.lon); });
    this.field('.plaque').hidden = one.categorie !== this.category.abandoned;
    this.drawTabs();
    this.tick();
  }

  async open() {
    const told = await call('bureau.ouvrir');
    this.home = {lat: told.lat, lon: told.lon};
    this.calls.ville = told.ville;
    this.orientations = told.orientations;
    this.story.table = new Map(told.orientations.map((one) => [one.code, one]));
    this.nearby.states = told.statuts;
    this.category.abandoned = told.epave;
    this.category.setAll(told.categories);
    this.caller.setLanguages(told.langues);
    this.field('[name=canal]').append(...told.canaux.map((one) => new Option(canal(one), one)));
    this.field('.notice span').textContent = told.notice;
    const restored = this.calls.restore(told.brouillons);
    this.calls.current.actif = true;
    this.render();
    this.box.dataset.etat = 'ouvert';
    this.count();
    if (restored) this.say(told.brouillons.length + (told.brouillons.length > 1 ? ' appels étaient en cours : les voici.' : ' appel était en cours : le voici.'));
    consignes(this.window, told.consignes, () => this.field('#b-lieu').focus());
  }
}

async function text(name) {
  const answer = await fetch(new URL(name, here), {credentials: 'same-origin'});
  if (!answer.ok) throw new Error('Le bureau ne peut pas être chargé (' + name + ').');
  return answer.text();
}

export async function mount(parent) {
  const [markup, style] = await Promise.all([text('bureau.html'), text('bureau.css')]);
  const leaflet = el('link', {rel: 'stylesheet', href: '/carte/leaflet/leaflet.css'});
  const sheet = el('style');
  sheet.textContent = style;
  const body = el('div');
  body.innerHTML = markup;  // our own file, never what a caller says
  parent.replaceChildren(leaflet, sheet, body);
  const box = body.querySelector('.bureau');
  box.tabIndex = -1;
  const ink = getComputedStyle(box).color.match(/\d+/g) || [0];
  const desk = new Desk(parent.getRootNode() instanceof ShadowRoot ? parent.getRootNode() : parent, Number(ink[0]) > 128);
  await openWhenUp(desk);
  return desk;
}

async function openWhenUp(desk) {
  for (let tries = 0; ; tries++) {
    try { await desk.open(); return; } catch (error) {
      desk.say(error.message + (error instanceof Offline ? ' Nouvel essai…' : ''), true);
      if (!(error instanceof Offline) || tries > 60) return;
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}
