// A conversation: a tree of messages of which one branch is shown, and an answer that grows at its end.

import { call, inWords, stream } from './api.js';
import { button, editor, el, iconButton } from './elements.js';
import { cite, evidenceList } from './evidence.js';
import { copyText, render } from './markdown.js';
import { approvalCard } from './approvals.js';

const $ = (id) => document.getElementById(id);
const NEAR_END_PX = 80;
const UNFINISHED = { cut: 'reached its length limit', stopped: 'stopped' };

export class Chat {
  /**
   * @param model    () => the model that was chosen, '' for the first
   * @param onChange () => something was said or changed
   * @param onLocked () => the node wants a token
   */
  constructor({ model, onChange, onLocked }) {
    Object.assign(this, { model, onChange, onLocked });
    this.clear(null);
    this.listen();
  }

  clear(id) {
    this.id = id;
    this.messages = new Map();
    this.leaf = null;
    this.keptPrivate(false);
    $('log').replaceChildren();
  }

  // ---- private: nothing comes of what is said

  keptPrivate(isPrivate) {
    this.isPrivate = isPrivate;
    document.body.classList.toggle('private', isPrivate);
    $('private').setAttribute('aria-pressed', String(isPrivate));
    $('private').title = isPrivate
      ? 'Private: nothing of this is remembered, learned or shared'
      : 'Make this conversation private';
    this.asksPrivate = false;
  }

  /** Before anything was said at once; afterwards on a second press, since what came of it is then forgotten. */
  async togglePrivate() {
    if (this.id === null) return this.keptPrivate(!this.isPrivate);
    if (!this.isPrivate && !this.asksPrivate) {
      this.asksPrivate = true;
      $('status').textContent = $('private').title =
        'Press again: what was remembered and noted of this conversation is forgotten';
      $('private').classList.add('danger');
      return undefined;
    }
    try {
      const changed = await call('PATCH', `/conversations/${this.id}`, { private: !this.isPrivate });
      this.keptPrivate(changed.private);
      this.onChange();
    } catch (e) {
      this.problem(e);
    }
    return $('private').classList.remove('danger');
  }

  /** Shows a conversation, or an empty page for a new one. */
  async open(id, ready) {
    if (id !== null && id === this.id) return this.point();
    this.leave();
    this.clear(id);
    $('welcome').hidden = id !== null || !ready;
    if (id === null) return $('text').focus();
    try {
      await this.load();
      this.draw();
      if (!this.point()) toEnd(false);
    } catch (e) {
      this.problem(e);
    }
    return undefined;
  }

  async load() {
    const { conversation, messages } = await call('GET', `/conversations/${this.id}`);
    this.messages = new Map(messages.map((m) => [m.id, m]));
    this.leaf = conversation.leaf;
    this.keptPrivate(conversation.private);
  }

  // ---- the tree

  path() {
    const path = [];
    for (let at = this.messages.get(this.leaf); at; at = this.messages.get(at.parent)) path.unshift(at);
    return path;
  }

  siblings(message) {
    return [...this.messages.values()]
      .filter((m) => m.parent === message.parent && (m.role === 'user') === (message.role === 'user'))
      .sort((a, b) => a.id - b.id);
  }

  /** The newest end below a message. */
  end(id) {
    const children = [...this.messages.values()].filter((m) => m.parent === id);
    return children.length ? this.end(Math.max(...children.map((m) => m.id))) : id;
  }

  async choose(id) {
    this.leaf = this.end(id);
    this.draw();
    await call('PATCH', `/conversations/${this.id}`, { leaf: this.leaf }).catch((e) => this.problem(e));
  }

  // ---- drawing

  draw() {
    $('log').replaceChildren();
    for (const message of this.path()) this.show(message);
  }

  show(message) {
    if (message.role === 'user') return this.question(message);
    if (message.role === 'tool') return $('log').append(toolResult(message));
    const view = new Answer(this, message.id);
    view.set(message);
    return view;
  }

  question(message) {
    const turn = article('user');
    turn.dataset.id = message.id;
    turn.append(el('div', { class: 'said' }, message.content));
    turn.append(
      el(
        'div',
        { class: 'after' },
        this.switcher(message),
        iconButton('pen', 'Edit the message', () => {
          turn.replaceChildren(
            editor(message.content, {
              label: 'The message in other words',
              saveWords: 'Send',
              cancel: () => this.draw(),
              save: (content) => this.grow(`/messages/${message.id}/edit`, { content }, message.parent),
            }),
          );
        }),
      ),
    );
    $('log').append(turn);
    return turn;
  }

  /** "‹ 2 of 3 ›" where there are branches. */
  switcher(message) {
    const all = this.siblings(message);
    if (all.length < 2) return null;
    const at = all.findIndex((m) => m.id === message.id);
    const step = (by, name, label) =>
      iconButton(name, label, () => this.choose(all[at + by].id), { disabled: !all[at + by] });
    return el(
      'span',
      { class: 'branches', role: 'group', 'aria-label': 'Branches' },
      step(-1, 'left', 'Branch before'),
      el('span', {}, `${at + 1} of ${all.length}`),
      step(1, 'right', 'Branch after'),
    );
  }

  /** Goes to the message that the address names, if it does. */
  point() {
    const id = Number(new URLSearchParams(location.hash.split('?')[1] ?? '').get('m'));
    if (!id || !this.messages.has(id)) return false;
    if (!this.path().some((m) => m.id === id)) {
      this.leaf = this.end(id);
      this.draw();
    }
    const turn = $('log').querySelector(`[data-id="${id}"]`);
    turn?.scrollIntoView({ block: 'center' });
    turn?.classList.add('pointed');
    return Boolean(turn);
  }

  problem(error, retry) {
    const box = el('div', { class: 'problem', role: 'alert' }, inWords(error));
    if (retry)
      box.append(
        ' ',
        button('Try again', () => {
          box.remove();
          retry();
        }),
      );
    $('log').append(box);
    if (error.status === 401) this.onLocked();
  }

  // ---- asking

  async ask(content) {
    $('welcome').hidden = true;
    try {
      if (this.id === null) {
        this.id = (await call('POST', '/conversations', { private: this.isPrivate })).id;
        history.replaceState(null, '', `#/c/${this.id}`);
      }
    } catch (e) {
      $('text').value = content;
      return this.problem(e);
    }
    return this.grow(
      `/conversations/${this.id}/messages`,
      { content, ...(this.leaf === null ? {} : { parent: this.leaf }) },
      this.leaf,
    );
  }

  again(message) {
    return this.grow(`/messages/${message.id}/answer`, {}, message.parent);
  }

  /** A tool that waited was decided on: what became of it is a message, and the model goes on from there. */
  async goOn(turn) {
    if (this.running) return;
    try {
      await this.load();
    } catch (e) {
      this.problem(e);
      return;
    }
    await this.grow(`/messages/${turn}/answer`, {}, turn);
  }

  /**
   * Sends something that is answered, and shows the answer as it grows.
   *
   * @param keep the last message that stays on the page
   */
  async grow(path, body, keep) {
    this.leave();
    const here = this.id;
    this.leaf = keep;
    this.draw();
    const asked = body.content ? this.pending(body.content) : null;
    const controller = new AbortController();
    this.running = { controller, answer: null };
    const told = new Told(this, asked, this.running);
    busy(true);
    try {
      await stream(
        path,
        { ...body, model: this.model() },
        {
          signal: controller.signal,
          onEvent: (e) => {
            if (this.id === here) told.event(e);
          },
        },
      );
    } catch (e) {
      if (this.id === here) told.failed(e);
    } finally {
      if (this.running?.controller === controller) {
        this.running = null;
        busy(false);
      }
      this.onChange();
    }
  }

  pending(content) {
    const turn = article('user');
    turn.append(el('div', { class: 'said' }, content));
    $('log').append(turn);
    toEnd(true);
    return turn;
  }

  /** Stops the answer; what there is of it stays. */
  async stop() {
    if (!this.running) return;
    const { answer, controller } = this.running;
    if (answer === null) controller.abort();
    else await call('POST', `/messages/${answer}/stop`).catch(() => controller.abort());
  }

  // Another conversation is opened: the answer goes on being stored, not shown.
  leave() {
    this.running?.controller.abort();
    this.running = null;
    busy(false);
  }

  // ---- writing

  listen() {
    const text = $('text');
    text.addEventListener('input', () => {
      mayBeSent(this.running);
      fit();
    });
    text.addEventListener('keydown', (e) => {
      if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) {
        e.preventDefault();
        if (!this.running) $('composer').requestSubmit();
      }
    });
    $('composer').addEventListener('submit', (e) => {
      e.preventDefault();
      if (this.running) return this.stop();
      const content = text.value.trim();
      if (!content) return undefined;
      text.value = '';
      fit();
      return this.ask(content);
    });
    $('log').addEventListener('pando-decided', (e) => this.goOn(e.detail.turn));
    $('private').addEventListener('click', () => this.togglePrivate());
    $('private').addEventListener('blur', () => {
      $('private').classList.remove('danger');
      this.asksPrivate = false;
    });
    $('ideas').addEventListener('click', (e) => {
      if (e.target.tagName !== 'BUTTON') return;
      text.value = e.target.textContent;
      mayBeSent(this.running);
      text.focus();
    });
    addEventListener(
      'scroll',
      () => {
        $('jump').hidden = nearEnd() || $('log').hidden;
      },
      { passive: true },
    );
    $('jump').addEventListener('click', () => toEnd(true));
  }
}

/** Turns the events of a stream into messages on the page. */
class Told {
  constructor(chat, asked, running) {
    Object.assign(this, { chat, asked, running });
    this.view = null;
    this.question = null;
  }

  event(event) {
    const { chat } = this;
    if (event.type === 'said') {
      chat.messages.set(event.message.id, event.message);
      this.question = event.message;
      this.asked?.remove();
      if (this.asked) chat.question(event.message);
      this.view = new Answer(chat, null);
      toEnd(true);
    } else if (event.type === 'begun') {
      this.running.answer = event.message.id;
      chat.messages.set(event.message.id, event.message);
      chat.leaf = event.message.id;
      this.view ??= new Answer(chat, event.message.id);
      this.view.id = event.message.id;
    } else if (event.type === 'piece') {
      this.view.add(event.text);
    } else if (event.type === 'done') {
      this.done(event.message, event.evidence);
    } else if (event.type === 'refused') {
      this.failed(new Error(event.reason));
    }
  }

  done(message, evidence) {
    const { chat } = this;
    chat.messages.set(message.id, message);
    chat.leaf = message.id;
    if (message.role === 'tool') {
      $('log').append(toolResult(message));
      this.caller?.asked(message.call_id);
      this.view = null;
      dispatchEvent(new Event('pando-waiting'));
    } else {
      this.view.set(message, evidence);
      $('status').textContent = message.state === 'stopped' ? 'Answer stopped' : 'Answer complete';
      if (!message.calls.length) return;
      this.caller = this.view;
      this.view = null; // what comes next is another answer
    }
  }

  failed(error) {
    this.view?.drop();
    if (error.name === 'AbortError') return;
    const question = this.question;
    this.chat.problem(error, question ? () => this.chat.again(question) : undefined);
    if (!question && this.asked) $('text').value = this.asked.textContent;
  }
}

/** An answer on the page: dots, then text that grows, then what can be done with it. */
class Answer {
  constructor(chat, id) {
    Object.assign(this, { chat, id, text: '', tokens: 0, frame: 0 });
    this.turn = article('assistant');
    this.body = el('div', { class: 'text' });
    this.after = el('div', { class: 'after' });
    this.dots = el('div', { class: 'waiting' }, el('i'), el('i'), el('i'));
    this.body.append(this.dots);
    this.turn.append(this.body, this.after);
    $('log').append(this.turn);
  }

  add(more) {
    if (!this.text) {
      this.dots.remove();
      this.begunMs = performance.now();
    }
    this.text += more;
    this.tokens++;
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = 0;
    const follow = nearEnd();
    render(this.body, this.text);
    if (follow) toEnd(false);
  }

  drop() {
    cancelAnimationFrame(this.frame);
    this.dots.remove();
    if (!this.text) this.turn.remove();
  }

  /** The answer as it was stored. */
  set(message, evidence) {
    cancelAnimationFrame(this.frame);
    this.dots.remove();
    this.message = message;
    this.id = message.id;
    this.turn.dataset.id = message.id;
    this.text = message.content;
    this.body.replaceChildren();
    this.body.shown = [];
    this.draw();
    for (const made of message.calls) this.wants(made);
    if (message.state === 'failed') this.body.append(el('div', { class: 'problem', role: 'alert' }, message.note));
    this.actions();
    if (evidence) this.sources(evidence);
    else if (message.model)
      call('GET', `/messages/${this.id}/sources`)
        .then((e) => this.sources(e))
        .catch(() => {});
  }

  wants(made) {
    const box = el(
      'div',
      { class: 'call', 'data-call': made.id },
      'Uses ',
      el('strong', {}, made.name),
      ' ',
      el('code', {}, made.arguments),
    );
    this.body.append(box);
    this.asked(made.id);
  }

  /** Shows what became of a call, once the node knows it. */
  asked(id) {
    call('GET', '/approvals?limit=100')
      .then(({ approvals }) => {
        const mine = approvals.find((a) => a.message === this.id && a.call_id === id);
        if (mine) this.body.querySelector(`[data-call="${CSS.escape(id)}"]`)?.replaceWith(approvalCard(mine));
      })
      .catch(() => {}); // the room of approvals says what is wrong
  }

  actions() {
    const { message, chat } = this;
    if (message.state === 'growing') return;
    const remark = [UNFINISHED[message.state], this.pace()].filter(Boolean).join(' · ');
    this.after.replaceChildren(
      ...[
        chat.switcher(message),
        this.text ? this.copy() : null,
        this.thumb('up', 1, 'Good answer'),
        this.thumb('down', -1, 'Bad answer'),
        iconButton('again', 'Answer again', () => chat.again(message)),
        iconButton('pen', 'Correct the answer', () => this.correct()),
        el('span', { class: 'pace' }, remark),
      ].filter(Boolean),
    );
  }

  pace() {
    const seconds = (performance.now() - this.begunMs) / 1000;
    return this.tokens > 4 && seconds > 0.2 ? `${((this.tokens - 1) / seconds).toFixed(1)} tokens/s` : '';
  }

  copy() {
    const made = iconButton('copy', 'Copy the answer', () =>
      copyText(this.text, {
        set textContent(words) {
          $('status').textContent = words;
        },
      }),
    );
    return made;
  }

  thumb(name, value, label) {
    const pressed = this.message.thumb === value;
    return iconButton(
      name,
      label,
      async () => {
        try {
          this.message = await call('PUT', `/messages/${this.id}/thumb`, { thumb: pressed ? 'none' : name });
          this.chat.messages.set(this.id, this.message);
          this.actions();
          this.after.querySelector(`[aria-label="${label}"]`).focus();
          $('status').textContent = pressed ? 'Thumb taken back' : 'Thank you; kept as a lesson';
        } catch (e) {
          this.chat.problem(e);
        }
      },
      { 'aria-pressed': String(pressed) },
    );
  }

  correct() {
    this.body.replaceChildren(
      editor(this.text, {
        label: 'What it should have said',
        saveWords: 'Keep as the right answer',
        cancel: () => {
          this.body.replaceChildren();
          this.body.shown = [];
          this.draw();
        },
        save: async (content) => {
          try {
            const right = await call('POST', `/messages/${this.id}/correction`, { content });
            this.chat.messages.set(right.id, right);
            this.chat.leaf = right.id;
            this.chat.draw();
            this.chat.onChange();
          } catch (e) {
            this.chat.problem(e);
          }
        },
      }),
    );
  }

  /** What the answer was based on, opened by a press on a citation. */
  sources(evidence) {
    const open = (number) => {
      const list = this.turn.querySelector('.sources');
      list.open = true;
      const item = list.querySelector(`li[value="${number}"]`);
      item.scrollIntoView({ block: 'nearest' });
      item.focus();
    };
    this.evidence?.remove();
    this.evidence = el('div', { class: 'evidence' }, ...evidenceList(evidence, open));
    this.turn.append(this.evidence);
    cite(this.body, evidence.sources.length, open);
  }
}

function toolResult(message) {
  return el(
    'article',
    { class: 'turn tool', 'aria-label': 'Tool', 'data-id': message.id },
    el('span', { class: 'small' }, message.content),
  );
}

function article(role) {
  return el('article', { class: `turn ${role}`, 'aria-label': role === 'user' ? 'You' : 'Pando' });
}

// ---- scrolling: stay at the end while the reader is there, never pull them back

function nearEnd() {
  return innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR_END_PX;
}

function toEnd(smooth) {
  scrollTo({ top: document.documentElement.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });
}

// ---- the composer

function busy(on) {
  $('composer').classList.toggle('busy', on);
  $('log').setAttribute('aria-busy', String(on));
  $('send').setAttribute('aria-label', on ? 'Stop' : 'Send');
  if (on) $('status').textContent = 'Pando is writing';
  mayBeSent(on);
}

function mayBeSent(running) {
  $('send').disabled = !running && !$('text').value.trim();
}

function fit() {
  if (CSS.supports('field-sizing', 'content')) return;
  $('text').style.height = 'auto';
  $('text').style.height = `${$('text').scrollHeight}px`;
}
