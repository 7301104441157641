// The page: one conversation, an answer that grows, a way to stop it.

import { chat, keepToken, models } from './api.js';
import { copyText, render } from './markdown.js';

const $ = (id) => document.getElementById(id);
const page = {
  log: $('log'), text: $('text'), send: $('send'), composer: $('composer'), status: $('status'), jump: $('jump'),
  fresh: $('new'), theme: $('theme'), model: $('model'), modelName: $('model-name'), welcome: $('welcome'), noModel: $('no-model'),
};
const NEAR_END_PX = 80;
const MODEL_CHECK_MS = 5000;

let messages = [];
let answer = null; // the AbortController of the answer under way

// ---- appearance

const dark = matchMedia('(prefers-color-scheme: dark)');
function showTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  page.theme.setAttribute('aria-pressed', String(isDark()));
}
const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
page.theme.addEventListener('click', () => {
  const next = isDark() ? 'light' : 'dark';
  localStorage.setItem('pando-theme', next);
  showTheme(next);
});
dark.addEventListener('change', () => showTheme());
showTheme(localStorage.getItem('pando-theme'));

// ---- the model

async function showModel() {
  try {
    const [first] = await models();
    page.model.className = first ? 'model ready' : 'model away';
    page.modelName.textContent = first?.id ?? 'no model';
    page.noModel.hidden = Boolean(first);
    page.welcome.hidden = !first || messages.length > 0;
    page.composer.hidden = !first;
    if (!first) setTimeout(showModel, MODEL_CHECK_MS);
  } catch (e) {
    page.model.className = 'model away';
    page.modelName.textContent = 'node is away';
    if (e.status === 401) unlock();
    else setTimeout(showModel, MODEL_CHECK_MS);
  }
}

function unlock() {
  const dialog = $('token-dialog');
  dialog.addEventListener('close', () => { keepToken($('token').value); $('token').value = ''; showModel(); }, { once: true });
  if (!dialog.open) dialog.showModal();
}

// ---- the conversation

function turn(role) {
  const made = document.createElement('article');
  made.className = `turn ${role}`;
  made.setAttribute('aria-label', role === 'user' ? 'You' : 'Pando');
  page.log.append(made);
  return made;
}

function div(parent, name) {
  const made = document.createElement('div');
  made.className = name;
  parent.append(made);
  return made;
}

async function ask(question) {
  const conversation = messages; // another one may begin while this answer is being stopped
  conversation.push({ role: 'user', content: question });
  turn('user').textContent = question;
  page.welcome.hidden = true;
  page.fresh.hidden = false;
  const view = new AnswerView(turn('assistant'));
  toEnd(true);
  answer = new AbortController();
  busy(true);
  try {
    const end = await chat(conversation, {
      signal: answer.signal, onText: (more) => view.add(more), onBusy: (s) => view.note(`The node is busy; trying again in ${s} s…`),
    });
    view.finish(end.reason === 'length' ? 'reached its length limit' : '');
  } catch (e) {
    if (e.name === 'AbortError') view.finish('stopped');
    else view.fail(e);
  } finally {
    answer = null;
    if (view.text) conversation.push({ role: 'assistant', content: view.text });
    else conversation.pop(); // a question without an answer is not part of the conversation
    busy(false);
  }
}

/** An answer on the page: dots, then text that grows, then what can be done with it. */
class AnswerView {
  constructor(parent) {
    this.text = '';
    this.tokens = 0;
    this.body = div(parent, 'text');
    this.after = div(parent, 'after');
    this.dots = div(this.body, 'waiting');
    for (let i = 0; i < 3; i++) this.dots.append(document.createElement('i'));
    this.frame = 0;
  }

  add(more) {
    if (!this.text) {
      this.dots.remove();
      this.after.textContent = '';
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

  note(words) {
    this.after.textContent = words;
  }

  finish(remark) {
    this.dots.remove();
    cancelAnimationFrame(this.frame);
    this.draw();
    this.after.textContent = '';
    if (this.text) this.after.append(copyButton(this.text));
    const pace = document.createElement('span');
    pace.className = 'pace';
    const seconds = (performance.now() - this.begunMs) / 1000;
    const speed = this.tokens > 4 && seconds > 0.2 ? `${((this.tokens - 1) / seconds).toFixed(1)} tokens/s` : '';
    pace.textContent = [remark, speed].filter(Boolean).join(' · ');
    this.after.append(pace);
    page.status.textContent = remark === 'stopped' ? 'Answer stopped' : 'Answer complete';
  }

  fail(error) {
    this.dots.remove();
    const words = error instanceof TypeError ? 'The node cannot be reached. Is it still running?' : error.message;
    const problem = div(this.after.parentNode, 'problem');
    problem.setAttribute('role', 'alert');
    problem.textContent = words;
    if (error.status === 401) unlock();
  }
}

function copyButton(text) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', 'Copy the answer');
  button.addEventListener('click', () => copyText(text, button));
  return button;
}

// ---- scrolling: stay at the end while the reader is there, never pull them back

const nearEnd = () => innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR_END_PX;
function toEnd(smooth) {
  scrollTo({ top: document.documentElement.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });
}
addEventListener('scroll', () => { page.jump.hidden = nearEnd(); }, { passive: true });
page.jump.addEventListener('click', () => toEnd(true));

// ---- writing

function busy(on) {
  page.composer.classList.toggle('busy', on);
  page.log.setAttribute('aria-busy', String(on));
  page.send.setAttribute('aria-label', on ? 'Stop' : 'Send');
  if (on) page.status.textContent = 'Pando is writing';
  ready();
}

function ready() {
  page.send.disabled = !answer && !page.text.value.trim();
}

function fit() {
  if (CSS.supports('field-sizing', 'content')) return;
  page.text.style.height = 'auto';
  page.text.style.height = `${page.text.scrollHeight}px`;
}

page.text.addEventListener('input', () => { ready(); fit(); });
page.text.addEventListener('keydown', (e) => {
  if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) {
    e.preventDefault();
    if (!answer) page.composer.requestSubmit();
  }
});
addEventListener('keydown', (e) => { if (e.key === 'Escape') answer?.abort(); });
page.composer.addEventListener('submit', (e) => {
  e.preventDefault();
  if (answer) { answer.abort(); return; }
  const question = page.text.value.trim();
  if (!question) return;
  page.text.value = '';
  fit();
  ask(question);
});
$('ideas').addEventListener('click', (e) => {
  if (e.target.tagName !== 'BUTTON') return;
  page.text.value = e.target.textContent;
  ready();
  page.text.focus();
});
page.fresh.addEventListener('click', () => {
  answer?.abort();
  messages = [];
  page.log.replaceChildren();
  page.fresh.hidden = true;
  page.welcome.hidden = false;
  page.text.focus();
});

showModel();
