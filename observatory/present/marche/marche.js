// The page of a walk: opens with or without a network, shows one view at a time, sends through the queue.
import {drawKey, OutgoingQueue} from '/hors-ligne/file.js';
import {Memory} from '/hors-ligne/memoire.js';
import {el} from '/hors-ligne/dom.js';
import {open, send, TOKEN} from './api.js';
import {constatView} from './constat.js';
import {mapView} from './carte.js';
import {queueView} from './envois.js';
import {returnView, startView} from './depart.js';
import {Notes} from './notes.js';
import {stopView} from './arret.js';

const KEPT_LONG = 31 * 24 * 3600 * 1000, SHOWN_MS = 5000;
const $ = (selector) => document.querySelector(selector);

class App {
  constructor() { Object.assign(this, {walk: null, skew: 0, over: '', offline: false, queue: null, notes: null, memory: null, leaving: null}); }

  async start() {
    this.memory = await Memory.open('marche');
    this.memory.tidy();
    navigator.storage?.persist?.();
    navigator.serviceWorker?.register('/marche/sw.js', {scope: '/marche/'}).catch((error) => this.say('Cette page ne pourra pas s\'ouvrir sans réseau : ' + error.message));
    if (!TOKEN) return this.closed('Ouvrez le lien de la marche, ou son code à scanner.');
    document.head.append(el('link', {rel: 'manifest', href: '/marche/' + TOKEN + '/manifeste.json'}));
    const kept = await this.memory.read('marche:' + TOKEN);
    if (kept) this.take(kept.walk, kept.skew);
    else if (!await this.refresh()) return;
    await this.ready();
    if (kept) this.refresh();
  }
  // What was noted before on this phone, and the queue; then the first view.
  async ready() {
    const {reference} = this.walk;
    const device = await this.deviceOf(reference);
    this.queue = await OutgoingQueue.open({name: 'marche', account: device, send, pieces: true});
    const failed = (error) => this.say('Ce téléphone ne garde plus ce que vous notez (' + error.message + ') : libérez de la place, puis recommencez.');
    const keep = (name, value) => this.memory.keep(name + ':' + reference, value, Date.now() + KEPT_LONG).catch(failed);
    this.notes = new Notes(await this.memory.read('notes:' + reference) || {}, await this.memory.read('brouillon:' + reference), {keep, queue: () => this.queue, clock: () => this.clock(), failed, device});
    this.queue.addEventListener('change', () => { this.bar(); if (this.over ? !location.hash.startsWith('#/constat') : location.hash === '#/envois') this.show(); });
    addEventListener('hashchange', () => this.show(true));
    addEventListener('online', () => this.refresh());
    addEventListener('offline', () => { this.offline = true; this.bar(); });
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.notes.commit(); });
    document.body.dataset.etat = 'ouvert';
    this.show();
    await this.notes.commit();
    this.queue.flush();
  }
  // A phone has a number of its own for each walk: two walks are not tied together by it.
  async deviceOf(reference) {
    const name = 'appareil:' + reference;
    const draw = async () => {
      const known = await this.memory.read(name);
      if (!known) await this.memory.keep(name, drawKey().slice(0, 16), Date.now() + KEPT_LONG);
      return known || this.memory.read(name);
    };
    return navigator.locks ? navigator.locks.request('observatoire-' + name, draw) : draw();
  }
  clock() { return Date.now() + this.skew; }
  ended() { return this.walk && this.clock() >= Date.parse(this.walk.fin); }
  take(walk, skew) {
    Object.assign(this, {walk, skew});
    this.over = this.ended() ? 'La marche est finie : ce que vous avez noté part encore.' : '';
  }
  // Asks the office for the walk; whether the page can be used, or shows why not.
  async refresh() {
    const before = this.over;
    try {
      const walk = await open();
      this.take(walk, Date.parse(walk.maintenant) - Date.now());
      this.offline = false;
      await this.memory.keep('marche:' + TOKEN, {walk, skew: this.skew}, Date.parse(walk.fin) - this.skew + KEPT_LONG);
    } catch (error) {
      this.offline = !error.status;
      if (error.status && !this.ended()) this.over = error.message;
      if (!this.walk) return this.closed(error.status ? error.message : 'Sans réseau, cette page s\'ouvre sur un téléphone qui l\'a déjà ouverte. Revenez avec le réseau.');
    }
    this.bar();
    if (this.notes && (!this.typing() || this.over !== before && !location.hash.startsWith('#/constat'))) this.show();
    return true;
  }
  typing() { return /arret|constat/.test(location.hash); }
  closed(message) {
    document.body.dataset.etat = 'ferme';
    $('main').replaceChildren(el('p', {class: 'vide'}, message));
    return false;
  }

  stopOf(ident) { return this.walk.arrets.find((one) => one.ident === ident) || null; }
  // The stop to go to: the first that is not answered whole.
  nextStop() { return this.walk.arrets.find((one) => this.answered(one) < this.walk.questions.length) || this.walk.arrets[0]; }
  answered(stop) {
    const given = this.notes.answersOf(stop.ident);
    return this.walk.questions.filter((one) => one.code in given).length;
  }

  go(hash) { if (location.hash === hash) this.show(true); else location.hash = hash; }
  view() {
    const [, name = '', ident = ''] = location.hash.split('/');
    if (this.over && name !== 'constat') return queueView(this);
    if (name === 'arret') return stopView(this, this.stopOf(Number(ident)) || this.nextStop());
    if (name === 'constat') return constatView(this, ident);
    return ({carte: mapView, retour: returnView, envois: queueView}[name] || startView)(this);
  }
  show(moved = false) {
    this.leaving?.();
    this.leaving = null;
    if (moved) this.notes.commit();
    const {title, content, back = false, ready = null, leave = null} = this.view(), name = location.hash.split('/')[1] || 'depart';
    $('main').replaceChildren(...content.filter(Boolean));
    $('h1').textContent = title;
    document.title = title + ' · ' + this.walk.titre;
    $('.retour').hidden = !back;
    $('.retour').setAttribute('href', name === 'constat' ? '#/envois' : '#/');
    for (const link of document.querySelectorAll('nav a')) {
      if (link.dataset.vue === name) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current');
    }
    this.leaving = leave;
    ready?.();
    if (moved) { scrollTo(0, 0); $('h1').focus(); }
    this.bar();
  }
  // What waits, at the top of every view; without a network, what becomes of it.
  bar() {
    const waiting = this.queue?.waiting.length || 0, refused = this.queue?.refused.length || 0, count = $('.envois'), bar = $('.bandeau');
    count.hidden = !waiting && !refused;
    count.className = 'envois' + (refused ? ' refus' : '');
    count.textContent = refused ? refused + ' refusé' + (refused > 1 ? 's' : '') : waiting + ' à envoyer';
    $('nav').hidden = Boolean(this.over) || !this.notes;
    const offline = this.offline || navigator.onLine === false;
    bar.hidden = !offline && !this.over;
    bar.textContent = this.over || 'Hors ligne : tout reste sur ce téléphone et partira avec le réseau.';
  }
  say(message) {
    const box = $('.annonce');
    box.hidden = false;
    box.textContent = message;
    clearTimeout(this.said);
    this.said = setTimeout(() => { box.hidden = true; }, SHOWN_MS);
  }
  sayKept() { this.say(this.offline || navigator.onLine === false ? 'Gardé sur ce téléphone : l\'envoi partira avec le réseau.' : 'Enregistré.'); }
}

const app = new App();
app.start().catch((error) => app.closed('La page ne peut pas s\'ouvrir : ' + error.message + ' Rechargez-la.'));
