// What this phone has noted on its walk: on the screen, on the disk at each touch, then in the queue.
//
// Touches that follow one another are one sending: they wait a few seconds, or until another view is opened. What waits
// so is on the disk too; put in the queue twice after a sudden end, it changes nothing at the office.
import {drawKey} from '/hors-ligne/file.js';

const CALM = 4000;
const EMPTY = {reponses: {}, participants: {}, ressenti: {avant: {}, apres: {}}, waiting: {}, constats: []};

export class Notes {
  // `keep(name, value)` writes on the disk; `queue` gives the queue; `clock` the office's time in milliseconds; `failed` is
  // told what the phone could not keep.
  constructor(kept, draft, {keep, queue, clock, failed, device}) {
    Object.assign(this, {...structuredClone(EMPTY), ...kept, draft, keep, queue, clock, failed, device, timer: null, last: Promise.resolve()});
  }
  now() { return new Date(this.clock()).toISOString(); }
  save() {
    const {reponses, participants, ressenti, waiting, constats} = this;
    return this.keep('notes', {reponses, participants, ressenti, waiting, constats});
  }
  answersOf(stop) { return this.reponses[stop] || {}; }

  answer(stop, question, note, label) {
    this.reponses[stop] = {...this.answersOf(stop), [question]: note};
    const name = 'reponses:' + stop, before = this.waiting[name]?.args.notes || {};
    this.hold(name, 'reponses', {arret: stop, notes: {...before, [question]: note}}, label);
  }
  count(profile, n) {
    this.participants = {...this.participants, [profile]: n};
    this.hold('participants', 'participants', {profils: this.participants}, 'Participants');
  }
  feel(moment, note, n) {
    this.ressenti[moment] = {...this.ressenti[moment], [note]: n};
    this.hold('ressenti:' + moment, 'ressenti', {moment, notes: this.ressenti[moment]}, moment === 'avant' ? 'Ressenti au départ' : 'Ressenti au retour');
  }
  hold(name, operation, args, label) {
    this.waiting[name] = {operation, label, args: {...args, appareil: this.device, le: this.now()}};
    this.save();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commit(), CALM);
  }
  // Puts what waits in the queue, one call after the other.
  commit() {
    clearTimeout(this.timer);
    this.last = this.last.then(async () => {
      const found = Object.entries(this.waiting);
      for (const [name, one] of found) {
        await this.queue().add(one.operation, one.args, one.label);
        if (this.waiting[name] === one) delete this.waiting[name];
      }
      if (found.length) await this.save();
    }).catch(this.failed);
    return this.last;
  }

  // A constat that is being written outlives the page; its key is drawn once, so that saved twice it is one.
  newDraft(stop) { return {cle: drawKey(), arret: stop, positif: null, famille: null, categorie: null, texte: '', lieu: null, photos: []}; }
  keepDraft(draft) { this.draft = draft; return this.keep('brouillon', draft); }
  async constat(draft, args, label) {
    const queue = this.queue();
    await queue.add('constat', {...args, appareil: this.device, le: this.now()}, label, {cle: draft.cle});
    for (const [rank, photo] of draft.photos.entries())
      await queue.add('photo', {appareil: this.device}, 'Photo ' + (rank + 1) + ' · ' + label, {cle: draft.cle.slice(0, 28) + '-p' + rank, apres: draft.cle, piece: photo});
    this.constats = [...this.constats, {lat: args.lat, lon: args.lon, positif: args.positif, label, arret: args.arret}];
    await this.save();
    await this.keepDraft(null);
  }
}
