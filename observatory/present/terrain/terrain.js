// The médiateur's page: opens with or without a network, shows one view at a time, sends through the queue.
import {OutgoingQueue} from '/hors-ligne/file.js';
import {Memory} from '/hors-ligne/memoire.js';
import {call, send, speakAs} from './api.js';
import {ambianceView} from './ambiance.js';
import {appointmentView} from './rendez_vous.js';
import {endView} from './cloture.js';
import {editView, queueView} from './envois.js';
import {fileView} from './dossier.js';
import {listView} from './liste.js';
import {moreView} from './plus.js';
import {el} from './outils.js';

const AGAIN = '/connexion?fin=1&suite=%2Fterrain%2F', PLACES_KEPT = 6, SHOWN_MS = 5000;
const WAITS = {'mediations.clore': 'résultat en attente d\'envoi', 'mediations.rendez_vous': 'rendez-vous en attente d\'envoi'};
const $ = (selector) => document.querySelector(selector);

class App {
  constructor() {
    Object.assign(this, {opening: null, mediations: [], told: '', recent: [], near: true, queue: null, memory: null, sessionOver: false, offline: false});
  }
  async start() {
    this.memory = await Memory.open('terrain');
    navigator.serviceWorker?.register('/terrain/sw.js', {scope: '/terrain/'}).catch((error) => this.say('Cette page ne pourra pas s\'ouvrir sans réseau : ' + error.message));
    if (!await this.open()) return;
    this.queue = await OutgoingQueue.open({name: 'terrain', account: this.opening.compte, send});
    this.queue.addEventListener('change', () => { this.bar(); if (location.hash === '#/envois') this.show(); });
    this.queue.addEventListener('session', () => { this.sessionOver = true; this.bar(); });
    this.queue.addEventListener('sent', () => this.refresh());
    addEventListener('hashchange', () => this.show(true));
    addEventListener('online', () => this.refresh());
    addEventListener('offline', () => { this.offline = true; this.bar(); });
    document.body.dataset.etat = 'ouvert';
    this.show();
    this.queue.flush();
    await this.refresh();
  }
  // Who is there: as the office says, or as it said within a day where it cannot be reached.
  async open() {
    const before = await this.memory.read('ouverture');
    try {
      this.opening = await call('terrain.ouvrir');
      if (before && before.compte !== this.opening.compte) await this.memory.forget();
      await this.memory.keep('ouverture', this.opening);
    } catch (error) {
      if (error.status === 401) return this.closed('Connectez-vous pour voir vos médiations. Ce que vous avez noté sur ce téléphone est gardé.');
      if (error.status) return this.closed(error.message, '/compte', 'Mon compte');
      if (!before) return this.closed('Sans réseau, cette page s\'ouvre pour qui l\'a ouverte depuis moins d\'un jour. Revenez avec le réseau.');
      this.opening = before;
      this.offline = true;
    }
    speakAs(this.opening.compte);
    const kept = await this.memory.read('liste');
    if (kept) Object.assign(this, {mediations: kept.mediations, told: kept.le});
    this.recent = await this.memory.read('lieux') || [];
    return true;
  }
  closed(message, address = AGAIN, words = 'Se connecter') {
    document.body.dataset.etat = 'ferme';
    $('main').replaceChildren(el('p', {class: 'vide'}, message), el('a', {class: 'bouton principal', href: address}, words));
    return false;
  }
  // Reads the list anew; what cannot be reached leaves the last one on the screen.
  async refresh(aloud = false) {
    try {
      this.mediations = await call('mediations.miennes');
      this.told = new Date().toISOString();
      Object.assign(this, {offline: false, sessionOver: false});
      await this.memory.keep('liste', {mediations: this.mediations, le: this.told});
      if (!this.typing()) this.show();
      if (aloud) this.say('Liste à jour.');
    } catch (error) {
      this.offline = !error.status;
      this.sessionOver = error.status === 401;
      if (aloud || error.status && !this.sessionOver) this.say(error.message);
    }
    this.bar();
  }
  typing() { return /\/(accord|partiel|refus|droit|rendez-vous)$|ambiance|envois\/\d/.test(location.hash); }

  async enqueue(operation, args, label, item = null) {
    if (item) await this.queue.edit(item.rang, args, label);
    else await this.queue.add(operation, args, label);
    this.say(this.offline || navigator.onLine === false ? 'Gardé sur ce téléphone : l\'envoi partira avec le réseau.' : 'Enregistré.');
    if (!item) this.show();
  }
  async drop(item) {
    await this.queue.drop(item.rang);
    this.say('Envoi abandonné.');
  }
  // What waits to be sent about a mediation, in words; "" where nothing does.
  waitsFor(ident) {
    const found = this.queue?.waiting.find((one) => one.operation in WAITS && one.args.ident === ident && one.operation === 'mediations.clore')
      || this.queue?.refused.find((one) => one.operation === 'mediations.clore' && one.args.ident === ident);
    return !found ? '' : found.etat === 'refuse' ? 'résultat refusé : voir les envois' : WAITS[found.operation];
  }
  words(codes) { return codes.map((code) => this.opening.parties.find((one) => one.code === code)?.nom || code).join(', '); }
  genre(code) { return this.opening.genres.find((one) => one.code === code)?.nom || code; }
  // Places known without a network: those used last, those of the mediations.
  places() { return [...this.recent, ...this.mediations.filter((one) => one.lat !== null).map((one) => ({nom: one.rue, lat: one.lat, lon: one.lon}))]; }
  rememberPlace(one) {
    if (one.nom.startsWith('Ici')) return;
    this.recent = [{nom: one.nom, lat: one.lat, lon: one.lon}, ...this.recent.filter((each) => each.nom !== one.nom)].slice(0, PLACES_KEPT);
    this.memory.keep('lieux', this.recent);
  }

  go(hash) { if (location.hash === hash || !location.hash && hash === '#/') this.show(true); else location.hash = hash; }
  view() {
    const [, name = '', ident = '', more = ''] = location.hash.split('/');
    if (name === 'mediation' && more === 'rendez-vous') return appointmentView(this, Number(ident));
    if (name === 'mediation' && more) return endView(this, Number(ident), more);
    if (name === 'mediation') return fileView(this, Number(ident));
    if (name === 'envois') return ident ? editView(this, Number(ident)) : queueView(this);
    return ({ambiance: ambianceView, plus: moreView}[name] || listView)(this);
  }
  show(moved = false) {
    const {title, content, back = false} = this.view(), name = location.hash.split('/')[1] || 'liste';
    $('main').replaceChildren(...content.filter(Boolean));
    $('h1').textContent = title;
    document.title = title + ' · Terrain';
    $('.retour').hidden = !back;
    $('.retour').setAttribute('href', /^#\/mediation\/\d+\/./.test(location.hash) ? location.hash.replace(/\/[^/]+$/, '') : location.hash.startsWith('#/envois/') ? '#/envois' : '#/');
    for (const link of document.querySelectorAll('nav a')) {
      if (link.dataset.vue === (name === 'mediation' ? 'liste' : name)) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current');
    }
    if (moved) { scrollTo(0, 0); $('h1').focus(); }
    this.bar();
  }
  // What waits, at the top of every view; without a network or a session, what becomes of it.
  bar() {
    const waiting = this.queue?.waiting.length || 0, refused = this.queue?.refused.length || 0, count = $('.envois'), bar = $('.bandeau');
    count.hidden = !waiting && !refused;
    count.className = 'envois' + (refused ? ' refus' : '');
    count.textContent = refused ? refused + ' refusé' + (refused > 1 ? 's' : '') : waiting + ' à envoyer';
    const offline = this.offline || navigator.onLine === false;
    bar.hidden = !offline && !this.sessionOver;
    if (this.sessionOver) bar.replaceChildren('Votre session est terminée, rien n\'est perdu. ', el('a', {href: AGAIN}, 'Se reconnecter'));
    else if (offline) bar.textContent = 'Hors ligne : tout reste sur ce téléphone et partira avec le réseau.';
  }
  say(message) {
    const box = $('.annonce');
    box.hidden = false;
    box.textContent = message;
    clearTimeout(this.said);
    this.said = setTimeout(() => { box.hidden = true; }, SHOWN_MS);
  }
}

const app = new App();
app.start().catch((error) => app.closed('La page ne peut pas s\'ouvrir : ' + error.message + ' Rechargez-la.'));
