// Listens to the server and hands what it says to render.js. Connects again by itself, for ever.

import {alerts, Card, figures, history, log, Prices, recovery, text, timeline} from './render.js';

const byId = id => document.getElementById(id);
const cards = new Map();
const prices = new Prices(byId('prices'), byId('prices-note'));
const now = () => performance.now();

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;
const SILENCE_LIMIT_MS = 5_000; // the server speaks once a second

let source = null;
let waitMs = FIRST_WAIT_MS;
let heardMs = now();
let retryAtMs = null;
let logSeen = 0;

// ---- connection

function connect() {
    retryAtMs = null;
    heardMs = now();
    source = new EventSource('/events');
    source.addEventListener('status', event => {
        heard();
        status(JSON.parse(event.data));
    });
    source.addEventListener('prices', event => {
        heard();
        prices.take(JSON.parse(event.data), now());
    });
    source.addEventListener('error', lost);
}

function heard() {
    heardMs = now();
    waitMs = FIRST_WAIT_MS;
    show('open', 'live');
}

function lost() {
    if (source === null) {
        return;
    }
    source.close();
    source = null;
    retryAtMs = now() + waitMs * (0.5 + Math.random() / 2);
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
}

function show(state, words) {
    const link = byId('link');
    link.dataset.state = state;
    text(link, words);
    document.body.classList.toggle('lost', state === 'lost');
}

function watch() {
    if (source !== null && now() - heardMs > SILENCE_LIMIT_MS) {
        lost();
    }
    if (source === null) {
        const left = Math.max(0, retryAtMs - now());
        show('lost', `no connection to Holdfast, next try in ${(left / 1000).toFixed(0)} s`);
        if (left === 0) {
            connect();
        }
    }
}

// ---- what came

function status(message) {
    document.documentElement.dataset.schema = message.schema;
    byId('demo').hidden = !message.demo;
    const live = message.connected.length;
    const all = live + message.disconnected.length;
    document.title = `${live < all ? '✕' : '●'} ${live}/${all} Holdfast`;
    const summary = byId('summary');
    const words = `${live} of ${all} connected${message.disconnected.length === 0 ? ''
        : ` · disconnected: ${message.disconnected.join(', ')}`}`;
    text(summary, words);
    figures(byId('figures'), message);
    exchanges(message.exchanges);
    alerts(byId('alerts'), message.alerts);
    timeline(byId('timeline'), byId('timeline-title'), message.exchanges, now());
    recovery(byId('recovery'), message.exchanges, message.recoveryEdgesMs);
    history(byId('history'), message.alerts, message.pastAlerts);
    logSeen = log(byId('log'), message.log, logSeen);
}

function exchanges(list) {
    const root = byId('exchanges');
    const ids = new Set(list.map(exchange => exchange.id));
    for (const [id, card] of cards) {
        if (!ids.has(id)) {
            card.root.remove();
            cards.delete(id);
        }
    }
    for (const exchange of list) {
        let card = cards.get(exchange.id);
        if (card === undefined) {
            card = new Card(exchange, press);
            cards.set(exchange.id, card);
            root.append(card.root);
        }
        card.update(exchange, now());
    }
}

async function press(exchange, fault, button) {
    button.disabled = true;
    try {
        const answer = await fetch(`/demo/fault?${new URLSearchParams({exchange, fault})}`,
            {method: 'POST', headers: {'X-Holdfast-Demo': '1'}});
        button.title = answer.ok ? '' : await answer.text();
    } catch (failure) {
        button.title = String(failure);
    } finally {
        setTimeout(() => {
            button.disabled = false;
        }, 600);
    }
}

// ---- colours

const THEMES = ['auto', 'dark', 'light'];

function theme(name) {
    if (name === 'auto') {
        delete document.documentElement.dataset.theme;
    } else {
        document.documentElement.dataset.theme = name;
    }
    const button = byId('theme');
    text(button, `◐ ${name}`);
    button.setAttribute('aria-label', `Colours: ${name === 'auto' ? 'as the system' : name}`);
}

function stored() {
    try {
        const name = localStorage.getItem('theme');
        return THEMES.includes(name) ? name : 'auto';
    } catch {
        return 'auto'; // storage may be forbidden
    }
}

byId('theme').addEventListener('click', () => {
    const next = THEMES[(THEMES.indexOf(stored()) + 1) % THEMES.length];
    try {
        localStorage.setItem('theme', next);
    } catch {
        // then it lasts until the page is left
    }
    theme(next);
});
byId('filter').addEventListener('input', event => prices.filter(event.target.value));

theme(stored());
connect();
setInterval(watch, 250);
setInterval(() => {
    cards.forEach(card => card.tick(now()));
    prices.tick(now());
}, 500);
