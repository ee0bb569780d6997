// Turns figures into elements. Text goes in as text alone: nothing here ever parses markup.

const TONES = {LIVE: 'live', STALE: 'stale', DOWN: 'down', UNKNOWN: 'unknown', UNWANTED: 'unwanted'};
const MARKS = {live: '●', stale: '▲', down: '✕', unknown: '?', unwanted: '–'};
const SVG = 'http://www.w3.org/2000/svg';
const HOUR = 3_600_000;
const SPANS = [2, 4, 8, 16, 30, 60].map(minutes => minutes * 60_000);
const MOST_ALERTS = 4;
const MOST_CONCERNS = 3;

export function el(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (value !== null && value !== undefined && value !== false) {
            element.setAttribute(key, value === true ? '' : value);
        }
    }
    element.append(...children);
    return element;
}

export function text(element, value) {
    if (element.textContent !== value) {
        element.textContent = value;
    }
}

export function duration(ms) {
    if (ms === null || ms === undefined) {
        return 'unknown';
    }
    const sign = ms < 0 ? '−' : '';
    const size = Math.abs(ms);
    if (size < 1) {
        return `${sign}${Math.round(size * 1000)} µs`;
    }
    if (size < 1000) {
        return `${sign}${size < 10 ? size.toFixed(1) : Math.round(size)} ms`;
    }
    if (size < 60_000) {
        return `${sign}${(size / 1000).toFixed(size < 10_000 ? 1 : 0)} s`;
    }
    const seconds = Math.floor(size / 1000);
    const pad = number => String(number).padStart(2, '0');
    if (seconds < 3600) {
        return `${sign}${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
    }
    if (seconds < 86_400) {
        return `${sign}${Math.floor(seconds / 3600)}h ${pad(Math.floor(seconds % 3600 / 60))}m`;
    }
    return `${sign}${Math.floor(seconds / 86_400)}d ${pad(Math.floor(seconds % 86_400 / 3600))}h`;
}

export function percent(share) {
    if (share === null) {
        return 'unknown';
    }
    if (share === 1) {
        return '100 %';
    }
    return `${(Math.floor(share * 1e5) / 1e3).toFixed(share < 0.999 ? 2 : 3)} %`; // never rounded up to 100
}

function rate(value) {
    if (value === null) {
        return 'unknown';
    }
    return value >= 1000 ? `${(value / 1000).toFixed(1)} k/s` : `${value.toFixed(value < 10 ? 1 : 0)} /s`;
}

function clock(epochMs) {
    return new Date(epochMs).toLocaleTimeString([], {hour12: false});
}

export function toneOf(exchange) {
    if (exchange.availability === 'DOWN') {
        return 'down';
    }
    if (exchange.availability !== 'UP') {
        return 'unknown';
    }
    const stretches = exchange.timeline;
    const now = stretches.length > 0 ? stretches[stretches.length - 1][0] : 'LIVE';
    return now === 'STALE' || (exchange.gate !== null && !exchange.gate.open) ? 'stale' : 'live';
}

// ---- figures

/** The state of everything in six figures, the worst of each kind first of all. */
export function figures(root, message) {
    const exchanges = message.exchanges;
    const wanted = exchanges.filter(exchange => exchange.availability !== 'UNWANTED');
    const gates = wanted.filter(exchange => exchange.gate !== null && exchange.gate.open).length;
    const known = wanted.map(exchange => [exchange.windows.find(window => window.window === '5m')?.reliability ?? null,
        exchange.id]).filter(([share]) => share !== null).sort((a, b) => a[0] - b[0]);
    const data = wanted.reduce(([live, total], {subscriptions}) => [live + subscriptions.live,
        total + subscriptions.total], [0, 0]);
    const rates = wanted.map(exchange => exchange.windows[0].framesPerSecond).filter(value => value !== null);
    const ring = message.ring.capacity === 0 ? 0 : 1 - message.ring.remaining / message.ring.capacity;
    const tone = (good, all) => all === 0 ? 'unknown' : good === all ? 'live' : good === 0 ? 'down' : 'stale';
    figure(root, 'connected', `${message.connected.length} / ${wanted.length}`, '',
        tone(message.connected.length, wanted.length));
    figure(root, 'gates open', `${gates} / ${wanted.length}`, '', tone(gates, wanted.length));
    figure(root, 'lowest over 5 min', known.length === 0 ? 'unknown' : percent(known[0][0]),
        known.length === 0 ? '' : known[0][1], known.length === 0 ? 'unknown' : known[0][0] < 0.95 ? 'down' : 'live');
    figure(root, 'data live', `${data[0]} / ${data[1]}`, 'subscriptions', tone(...data));
    figure(root, 'messages', rates.length === 0 ? 'unknown' : rate(rates.reduce((a, b) => a + b, 0)),
        `ring ${(100 * ring).toFixed(0)} %`, ring > 0.75 ? 'down' : 'live');
    figure(root, 'alerts raised', String(message.alerts.length), '', message.alerts.length > 0 ? 'down' : 'live');
}

function figure(root, name, value, note, tone) {
    let cell = root.querySelector(`[data-figure="${name}"]`);
    if (cell === null) {
        cell = el('div', {'data-figure': name}, el('dt', {}, name), el('dd'), el('dd', {class: 'of'}));
        root.append(cell);
    }
    cell.dataset.tone = tone;
    text(cell.children[1], value);
    text(cell.children[2], note);
}

// ---- cards

export class Card {

    constructor(exchange, onFault) {
        this.badge = el('span', {class: 'badge'});
        this.sub = el('p', {class: 'sub'});
        this.gate = el('span', {class: 'badge'});
        this.breaker = el('span', {class: 'badge'});
        this.reason = el('p', {class: 'reason'});
        this.bars = el('dl', {class: 'bars', 'aria-label': 'Reliability'});
        this.facts = el('dl', {class: 'facts'});
        this.stale = el('ul', {class: 'concerns', 'aria-label': 'Data that is not to be trusted'});
        this.shares = new Map();
        this.values = new Map();
        this.root = el('article', {class: 'card panel', 'aria-label': exchange.id},
            el('div', {class: 'top'}, el('h3', {}, el('bdi', {}, exchange.id)), this.badge),
            this.sub,
            el('div', {class: 'pair'}, this.gate, this.breaker),
            this.bars, this.facts, this.reason, this.stale);
        if (exchange.faults.length > 0) {
            const faults = el('div', {class: 'faults', role: 'group', 'aria-label': `Make ${exchange.id} fail`},
                el('span', {}, 'Make it fail'));
            for (const fault of exchange.faults) {
                const button = el('button', {type: 'button', 'data-fault': fault},
                    fault.toLowerCase().replaceAll('_', ' '));
                button.addEventListener('click', () => onFault(exchange.id, fault, button));
                faults.append(button);
            }
            this.root.append(faults);
        }
    }

    update(exchange, receivedMs) {
        this.exchange = exchange;
        this.receivedMs = receivedMs;
        const tone = toneOf(exchange);
        this.root.dataset.tone = tone;
        this.root.dataset.state = exchange.state;
        this.badge.dataset.tone = tone;
        text(this.badge, `${MARKS[tone]} ${exchange.state}${exchange.maintenance ? ', in maintenance'
            : tone === 'stale' ? ', data stale' : ''}`);
        const open = exchange.gate !== null && exchange.gate.open;
        this.gate.dataset.tone = open ? 'live' : 'down';
        text(this.gate, exchange.gate === null ? 'no gate' : open ? 'gate open' : `gate shut: ${exchange.gate.reason}`);
        this.gate.title = open || exchange.gate === null ? '' : `${this.gate.textContent} ${exchange.gate.detail}`;
        this.breaker.dataset.tone = exchange.breaker === 'CLOSED' ? 'live' : exchange.breaker === 'OPEN' ? 'down' : 'stale';
        text(this.breaker, `breaker ${exchange.breaker.toLowerCase().replaceAll('_', '-')}`);
        this.reason.replaceChildren('Last reason ', el('code', {}, exchange.reason),
            exchange.detail === '' ? '' : ` · ${exchange.detail}`);
        this.reason.title = exchange.detail;
        for (const window of exchange.windows) {
            this.bar(window);
        }
        const minute = exchange.windows[0];
        const total = exchange.windows[exchange.windows.length - 1];
        this.fact('disconnects', String(total.disconnects), list(exchange.disconnects));
        this.fact('recover p50 · max', exchange.recover === null ? 'unknown'
            : `${duration(exchange.recover.p50Ms)} · ${duration(exchange.recover.maxMs)}`);
        this.fact('detect p50', exchange.detect === null ? 'unknown' : duration(exchange.detect.p50Ms),
            'Silence before a loss was noticed: an upper bound');
        this.fact('between failures', exchange.mtbfMs === null ? 'unknown' : duration(exchange.mtbfMs));
        this.fact('messages', rate(minute.framesPerSecond));
        this.fact('from exchange', exchange.latency === null ? 'unknown' : duration(exchange.latency.p50Ms),
            'From the exchange’s stamp to our receipt; holds the difference of both clocks');
        this.fact('failed attempts', String(Object.values(exchange.failedAttempts).reduce((a, b) => a + b, 0)),
            list(exchange.failedAttempts));
        this.fact('gaps', String(total.gaps), list(exchange.gaps));
        const subscriptions = exchange.subscriptions;
        this.fact('subscriptions', `${subscriptions.live} of ${subscriptions.total}`
            + (subscriptions.silent > 0 ? ` · ${subscriptions.silent} silent` : ''),
        'Live of those wanted; silent are those that say nothing for longer than they used to');
        this.concerns(exchange);
        this.tick(receivedMs);
    }

    tick(nowMs) {
        const passed = nowMs - this.receivedMs;
        const exchange = this.exchange;
        const second = Math.floor((exchange.stateSinceMs + passed) / 1000);
        const key = `${second} ${exchange.state} ${exchange.generation} ${exchange.attempt} ${exchange.nextAttemptInMs}`;
        if (key === this.ticked && exchange.nextAttemptInMs === null) {
            return; // it reads the same as before
        }
        this.ticked = key;
        const parts = ['for ', el('b', {}, second === 0 ? '0 s' : duration(second * 1000)),
            ` · connection ${exchange.generation}`];
        if (exchange.attempt > 0) {
            parts.push(` · attempt ${exchange.attempt}`);
        }
        if (exchange.nextAttemptInMs !== null) {
            const left = Math.max(0, exchange.nextAttemptInMs - passed);
            parts.push(el('span', {class: 'next'}, left === 0 ? 'trying now' : `next try in ${duration(left)}`));
        }
        this.sub.replaceChildren(...parts);
    }

    /** What is stale while the connection holds; of a lost connection everything is, and the badge says so. */
    concerns(exchange) {
        const stale = exchange.availability === 'UP' ? exchange.subscriptions.stale : [];
        const shown = stale.slice(0, MOST_CONCERNS).map(one => el('li', {}, el('bdi', {}, one.subscription), ' ',
            el('code', {}, one.reason), ` for ${age(one.sinceMs)}`));
        const more = exchange.subscriptions.total - exchange.subscriptions.live - shown.length;
        if (shown.length > 0 && more > 0) {
            shown.push(el('li', {}, `and ${more} more`));
        }
        this.stale.replaceChildren(...shown);
    }

    bar(window) {
        let share = this.shares.get(window.window);
        if (share === undefined) {
            const fill = el('i');
            const bar = el('div', {class: 'bar', role: 'meter', 'aria-valuemin': 0, 'aria-valuemax': 100,
                'aria-label': `reliability over ${window.window}`}, fill);
            const value = el('dd', {class: 'share'});
            this.bars.append(el('dt', {}, window.window), el('dd', {}, bar), value);
            share = {fill, bar, value};
            this.shares.set(window.window, share);
        }
        const known = window.reliability !== null;
        share.bar.dataset.known = known;
        share.bar.setAttribute('aria-valuenow', known ? (100 * window.reliability).toFixed(3) : 0);
        share.bar.setAttribute('aria-valuetext', percent(window.reliability));
        share.fill.style.width = known ? `${100 * window.reliability}%` : '0';
        share.value.classList.toggle('bad', known && window.reliability < 0.95);
        text(share.value, percent(window.reliability));
    }

    fact(name, value, title = '') {
        let cell = this.values.get(name);
        if (cell === undefined) {
            cell = el('dd');
            this.facts.append(el('div', {}, el('dt', {}, name), cell));
            this.values.set(name, cell);
        }
        cell.title = title;
        text(cell, value);
    }
}

function list(counts) {
    return Object.entries(counts).map(([reason, count]) => `${reason} ${count}`).join(', ');
}

// ---- timeline

/** Shows the last hour, or of a younger process as much as there is, so that a short loss is not drawn too wide. */
function spanOf(exchanges) {
    const oldest = Math.max(0, ...exchanges.flatMap(exchange => exchange.timeline)
        .filter(([state]) => state !== 'UNWANTED').map(([, from]) => from));
    return SPANS.find(span => span >= oldest) ?? HOUR;
}

export function timeline(root, title, exchanges, nowMs) {
    const span = spanOf(exchanges);
    const shape = exchanges.map(exchange => `${exchange.id} ${exchange.timeline.length} ${toneOf(exchange)}`).join();
    if (root.dataset.shape === shape && nowMs - root.dataset.at < span / 720) {
        return; // it would look the same
    }
    root.dataset.shape = shape;
    root.dataset.at = nowMs;
    text(title, span === HOUR ? 'Last hour' : `Last ${span / 60_000} minutes`);
    const rows = exchanges.map(exchange => {
        const svg = document.createElementNS(SVG, 'svg');
        svg.setAttribute('viewBox', '0 0 3600 20');
        svg.setAttribute('preserveAspectRatio', 'none');
        svg.setAttribute('role', 'img');
        const sums = {live: 0, stale: 0, down: 0, unknown: 0};
        const order = {live: 0, unwanted: 0, unknown: 1, stale: 2, down: 3};
        const stretches = exchange.timeline.filter(([, , to]) => to < span)
            .map(([state, from, to]) => [TONES[state], Math.min(from, span), to]);
        stretches.sort((a, b) => order[a[0]] - order[b[0]]); // what is short and bad must not be covered
        for (const [tone, from, to] of stretches) {
            const rect = document.createElementNS(SVG, 'rect');
            const width = Math.max(3600 * (from - to) / span, tone === 'live' || tone === 'unwanted' ? 0 : 6);
            rect.setAttribute('x', Math.max(0, Math.min(3600 - 3600 * from / span, 3600 - width)).toFixed(1));
            rect.setAttribute('width', width.toFixed(1));
            rect.setAttribute('height', '20');
            rect.setAttribute('class', tone);
            svg.append(rect);
            if (tone in sums) {
                sums[tone] += from - to;
            }
        }
        svg.setAttribute('aria-label', `${exchange.id}: live ${duration(sums.live)}, stale ${duration(sums.stale)}, `
            + `down ${duration(sums.down)}, unknown ${duration(sums.unknown)}`);
        const known = sums.live + sums.stale + sums.down;
        return el('div', {class: 'row'}, el('span', {}, el('bdi', {}, exchange.id)), svg,
            el('span', {}, known === 0 ? '' : percent((sums.live + sums.stale) / known)));
    });
    const minutes = [1, 0.75, 0.5, 0.25].map(part => `${part * span / 60_000}`);
    const axis = el('div', {class: 'row axis', 'aria-hidden': 'true'}, el('span'),
        el('span', {}, el('span', {}, `${minutes[0]} min ago`), ...minutes.slice(1).map(one => el('span', {}, one)),
            el('span', {}, 'now')), el('span'));
    root.replaceChildren(...rows, axis);
}

// ---- recovery

export function recovery(root, exchanges, edges) {
    const shown = exchanges.filter(exchange => exchange.recover !== null);
    if (shown.length === 0) {
        root.replaceChildren(el('p', {class: 'empty'}, 'No loss has been recovered from yet.'));
        root.dataset.drawn = '';
        return;
    }
    const drawn = JSON.stringify(shown.map(exchange => [exchange.id, exchange.recover, exchange.recoverBins]));
    if (root.dataset.drawn === drawn) {
        return;
    }
    root.dataset.drawn = drawn;
    const labels = [...edges.map(edge => edge < 1000 ? `${edge}ms` : `${edge / 1000}s`), 'more'];
    root.replaceChildren(...shown.map(exchange => {
        const most = Math.max(1, ...exchange.recoverBins);
        const bars = exchange.recoverBins.map((count, i) => {
            const bar = el('i', {'data-count': count, title: `${i < edges.length ? 'up to ' : ''}${labels[i]}: ${count}`});
            bar.style.height = `${100 * count / most}%`;
            return bar;
        });
        const spoken = exchange.recoverBins.map((count, i) => [count, labels[i]]).filter(([count]) => count > 0)
            .map(([count, label]) => `${count} up to ${label}`).join(', ');
        return el('div', {},
            el('h3', {}, el('bdi', {}, exchange.id), el('span', {}, `${exchange.recover.count} · p50 `
                + `${duration(exchange.recover.p50Ms)} · p99 ${duration(exchange.recover.p99Ms)}`)),
            el('div', {class: 'histogram', role: 'img', 'aria-label': `recovery times: ${spoken}`}, ...bars),
            el('div', {class: 'ticks', 'aria-hidden': 'true'}, ...labels.map((label, i) => el('span', {}, i % 2 === 0 ? label : ''))));
    }));
}

// ---- alerts and log

export function alerts(root, raised) {
    if (raised.length === 0) {
        root.replaceChildren();
        return;
    }
    const shown = raised.slice(0, MOST_ALERTS).map(alert => el('div', {class: 'alert'}, el('b', {}, '⚠ ', el('bdi', {}, alert.exchange),
        ` ${alert.rule}`), el('span', {}, alert.message), el('time', {}, `for ${duration(alert.lastedMs)}`)));
    if (raised.length > MOST_ALERTS) {
        shown.push(el('a', {class: 'more', href: '#history-title'}, `and ${raised.length - MOST_ALERTS} more`));
    }
    root.replaceChildren(...shown);
}

export function history(root, raised, past) {
    const all = [...raised, ...past];
    root.replaceChildren(...(all.length === 0 ? [el('li', {}, el('p', {class: 'note'}, 'No alert was raised.'))]
        : all.map(alert => el('li', {}, el('time', {}, clock(alert.raisedAt)), el('p', {},
            el('bdi', {}, alert.exchange), ` ${alert.rule} `, el('span', {class: 'badge',
                'data-tone': alert.cleared ? 'live' : 'down'}, alert.cleared ? `cleared after ${duration(alert.lastedMs)}`
                : 'raised'), el('small', {}, alert.message))))));
}

function toneOfEvent(event) {
    if (event.kind === 'TRANSITION') {
        return / → LIVE /.test(event.text) ? 'live' : / → (WAITING|SUSPENDED|FAILED) /.test(event.text) ? 'down' : '';
    }
    return {GAP: 'stale', PAUSE: 'stale', ALERT: 'down', GATE: '', OPERATOR: 'stale'}[event.kind];
}

export function log(root, events, seen) {
    if (events.length > 0 && events[0].id === seen) {
        return seen;
    }
    root.replaceChildren(...events.map(event => el('li', {'data-tone': toneOfEvent(event)},
        el('time', {}, clock(event.at)), el('p', {}, el('bdi', {}, event.text),
            event.detail === '' ? '' : el('small', {}, el('bdi', {}, event.detail))))));
    return events.length > 0 ? events[0].id : seen;
}

// ---- prices

export class Prices {

    static MOST = 100;

    constructor(root, note) {
        this.root = root;
        this.note = note;
        this.rows = new Map();
        this.wanted = '';
        this.arranged = false;
    }

    take(message, nowMs) {
        if (message.whole) {
            this.rows.clear();
            this.arranged = false;
        }
        for (const [exchange, instrument] of message.gone) {
            this.rows.delete(`${exchange} ${instrument}`);
            this.arranged = false;
        }
        for (const fields of message.rows) {
            const key = `${fields[0]} ${fields[1]}`;
            let row = this.rows.get(key);
            if (row === undefined) {
                row = {key};
                this.rows.set(key, row);
                this.arranged = false;
            }
            const wasLive = row.fields === undefined ? null : row.fields[7];
            row.fields = fields;
            row.atMs = nowMs;
            if (wasLive !== fields[7] && this.wanted !== '') {
                this.arranged = false;
            }
            if (row.element !== undefined) {
                this.fill(row);
            }
        }
        if (!this.arranged) {
            this.arrange();
        }
        this.tick(nowMs);
    }

    filter(wanted) {
        this.wanted = wanted.trim().toLowerCase();
        this.arrange();
    }

    arrange() {
        this.arranged = true;
        const shown = [];
        let more = 0;
        for (const row of this.rows.values()) {
            const state = row.fields[7] ? 'live' : 'stale';
            if (this.wanted !== '' && !`${row.key} ${state}`.toLowerCase().includes(this.wanted)) {
                row.element = undefined;
            } else if (shown.length >= Prices.MOST) {
                row.element = undefined;
                more++;
            } else {
                if (row.element === undefined) {
                    this.build(row);
                }
                shown.push(row.element);
            }
        }
        this.root.replaceChildren(...shown);
        text(this.note, more > 0 ? `${more} more: narrow the filter.` : shown.length === 0 ? 'No price yet.' : '');
    }

    build(row) {
        row.cells = Array.from({length: 5}, (unused, i) => el('td', {class: i === 4 ? 'num age' : i === 0 || i === 3
            ? 'num size' : 'num'}));
        row.badge = el('span', {class: 'badge'});
        row.element = el('tr', {},
            el('td', {}, el('bdi', {title: row.fields[1]}, row.fields[1])),
            el('td', {}, el('bdi', {}, row.fields[0])), ...row.cells, el('td', {}, row.badge));
        this.fill(row);
    }

    fill(row) {
        const [, , bidSize, bid, ask, askSize, , live, open, epoch, reason] = row.fields;
        [bidSize, bid, ask, askSize].forEach((value, i) => text(row.cells[i], value === null ? '–' : value));
        row.element.classList.toggle('stale', !live);
        row.element.classList.toggle('shut', live && !open);
        row.badge.dataset.tone = live ? open ? 'live' : 'stale' : 'stale';
        row.badge.title = `epoch ${epoch}`;
        text(row.badge, live ? open ? '● live' : '▲ ' : `▲ stale: ${reason}`);
    }

    tick(nowMs) {
        for (const row of this.rows.values()) {
            if (row.element !== undefined) {
                text(row.cells[4], row.fields[6] === null ? '–' : age(row.fields[6] + nowMs - row.atMs));
            }
        }
    }
}

function age(ms) {
    return ms < 1000 ? '< 1 s' : duration(Math.floor(ms / 1000) * 1000);
}
