// Copyright (c) 2026, virtual_appliance.routing contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Where to draw the nodes: each site a block of its own, the blocks by the links between them; distances on the paper like those in the network, by
// stochastic gradient descent on the stress (J. Zheng, S. Pawar and D. Goodman, Graph Drawing by Stochastic Gradient Descent, IEEE TVCG 25(9), 2019).
// The same network is drawn the same way each time.
const APART = {x: 74, y: 52};
const DENSE = {x: 34, y: 34};
const ROUNDS = 30;
const ALL_PAIRS = 350;
const PIVOTS = 90;
const SINGLES = 200;  // routers without a site up to which each is a block
const MANY = 150;  // nodes from which the drawing is dense
const TURNS = 36;
const WIDE = 1.6;  // width of the page to its height

function chance(seed) {
  let state = seed >>> 0;
  return () => {  // a linear congruential generator (Numerical Recipes, 7.1)
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

// A graph as arcs [node, node, length] among `size` nodes: near[node] is [neighbor, length, ...].
function lengths(size, arcs) {
  const near = Array.from({length: size}, () => []);
  for (const [one, other, length] of arcs) {
    near[one].push(other, length);
    near[other].push(one, length);
  }
  return {size, near};
}

// Distances from one node, all lengths being small whole numbers: one bucket for each distance.
function ringed(graph, from) {
  const away = new Int32Array(graph.size).fill(-1);
  const buckets = [[from]];
  for (let distance = 0; distance < buckets.length; distance += 1) {
    for (const node of buckets[distance] || []) {
      if (away[node] >= 0) continue;
      away[node] = distance;
      const arcs = graph.near[node];
      for (let at = 0; at < arcs.length; at += 2) {
        if (away[arcs[at]] < 0) (buckets[distance + arcs[at + 1]] ||= []).push(arcs[at]);
      }
    }
  }
  return away;
}

function termsOf(graph) {
  const terms = {one: [], other: [], length: []};
  const add = (one, other, length) => {
    terms.one.push(one);
    terms.other.push(other);
    terms.length.push(length);
  };
  const every = graph.size <= ALL_PAIRS;
  const nearest = new Float64Array(graph.size).fill(Infinity);
  let source = 0;
  for (let count = 0; count < (every ? graph.size : PIVOTS); count += 1) {
    if (every) source = count;
    const away = ringed(graph, source);
    const longest = away.reduce((most, distance) => Math.max(most, distance), 2);
    for (let node = every ? source + 1 : 0; node < graph.size; node += 1) {
      if (node !== source) add(source, node, away[node] < 0 ? longest + 4 : away[node]);
    }
    if (!every) {  // the next one is the farthest from all so far
      for (let node = 0; node < graph.size; node += 1) nearest[node] = Math.min(nearest[node], away[node] < 0 ? 1e6 : away[node]);
      source = nearest.indexOf(Math.max(...nearest));
    }
  }
  if (!every) graph.near.forEach((arcs, node) => { for (let at = 0; at < arcs.length; at += 2) if (arcs[at] > node) add(node, arcs[at], arcs[at + 1]); });
  return terms;
}

function stressed(graph) {
  const random = chance(7);
  const x = new Float64Array(graph.size);
  const y = new Float64Array(graph.size);
  const spread = Math.sqrt(graph.size) * 2;
  for (let node = 0; node < graph.size; node += 1) {
    x[node] = random() * spread;
    y[node] = random() * spread;
  }
  const terms = termsOf(graph);
  const order = Uint32Array.from(terms.one, (_one, number) => number);
  const most = terms.length.reduce((longest, length) => Math.max(longest, length), 1);
  const least = terms.length.reduce((shortest, length) => Math.min(shortest, length), most);
  const [first, last] = [most * most, 0.1 * least * least];
  for (let round = 0; round < ROUNDS; round += 1) {
    const step = first * (last / first) ** (round / (ROUNDS - 1));
    for (let at = order.length - 1; at > 0; at -= 1) {
      const to = Math.floor(random() * (at + 1));
      [order[at], order[to]] = [order[to], order[at]];
    }
    for (const term of order) {
      const [one, other, length] = [terms.one[term], terms.other[term], terms.length[term]];
      const move = Math.min(1, step / (length * length));
      const dx = x[one] - x[other] || 1e-3;
      const dy = y[one] - y[other];
      const here = Math.sqrt(dx * dx + dy * dy);
      const by = move * (here - length) / 2 / here;
      x[one] -= by * dx;
      y[one] -= by * dy;
      x[other] += by * dx;
      y[other] += by * dy;
    }
  }
  return {x, y};
}

// The longer way of the drawing lies across the page.
function turned({x, y}) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  x.forEach((_value, node) => {
    xx += (x[node] - mx) ** 2;
    yy += (y[node] - my) ** 2;
    xy += (x[node] - mx) * (y[node] - my);
  });
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return {
    x: x.map((_value, node) => (x[node] - mx) * cosine + (y[node] - my) * sine),
    y: y.map((_value, node) => (y[node] - my) * cosine - (x[node] - mx) * sine),
  };
}

// Pushes apart what would overlap: boxes of the given size, sought in a grid of cells of that size.
function separated(x, y, box) {
  for (let round = 0; round < 80; round += 1) {
    const cells = new Map();
    const cell = (node, dx, dy) => (Math.floor(x[node] / box.x) + dx) * 65536 + Math.floor(y[node] / box.y) + dy;
    x.forEach((_value, node) => {
      const key = cell(node, 0, 0);
      if (cells.has(key)) cells.get(key).push(node);
      else cells.set(key, [node]);
    });
    let pushed = 0;
    for (let node = 0; node < x.length; node += 1) {
      for (let dx = -1; dx <= 1; dx += 1) for (let dy = -1; dy <= 1; dy += 1) for (const other of cells.get(cell(node, dx, dy)) || []) {
        if (other <= node) continue;
        const [ox, oy] = [x[other] - x[node] || 0.01, y[other] - y[node] || 0.01];
        const [over, above] = [box.x - Math.abs(ox), box.y - Math.abs(oy)];
        if (over <= 0.5 || above <= 0.5) continue;
        pushed += 1;
        if (over / box.x < above / box.y) {
          x[node] -= Math.sign(ox) * over / 2;
          x[other] += Math.sign(ox) * over / 2;
        } else {
          y[node] -= Math.sign(oy) * above / 2;
          y[other] += Math.sign(oy) * above / 2;
        }
      }
    }
    if (!pushed) break;
  }
}

// What is drawn together: each site, and each router without one. Many routers without a site are one block.
function blocksOf(network) {
  const sites = new Map();
  const single = [];
  network.nodes.forEach((node, number) => {
    if (!node.site) single.push(number);
    else if (sites.has(node.site)) sites.get(node.site).push(number);
    else sites.set(node.site, [number]);
  });
  const blocks = [...sites.values()];
  if (sites.size && single.length <= SINGLES) blocks.push(...single.map((node) => [node]));
  else if (single.length) blocks.push(single);
  return {sites, blocks};
}

// A block by itself, around its middle. One more node holds together what is not connected inside the block.
function inside(network, members, box) {
  const at = new Map(members.map((node, number) => [node, number]));
  const arcs = network.arcs.filter((arc) => at.has(arc.u) && at.has(arc.v)).map((arc) => [at.get(arc.u), at.get(arc.v), 2]);
  const whole = members.length === network.nodes.length;
  if (!whole) members.forEach((_node, number) => arcs.push([members.length, number, Math.max(2, Math.round(Math.sqrt(members.length) * 0.9))]));
  const placed = turned(stressed(lengths(members.length + (whole ? 0 : 1), arcs)));
  const scale = (box.x + box.y) / 2 * 0.66;
  const x = Array.from(placed.x.slice(0, members.length), (value) => value * scale);
  const y = Array.from(placed.y.slice(0, members.length), (value) => value * scale);
  separated(x, y, box);
  const [left, right, top, bottom] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
  const middle = {x: (left + right) / 2, y: (top + bottom) / 2};
  const points = members.map((node, number) => ({node, x: x[number] - middle.x, y: y[number] - middle.y}));
  return {points, radius: points.reduce((most, point) => Math.max(most, Math.hypot(point.x, point.y)), 0)};
}

function layout(network) {
  const {sites, blocks} = blocksOf(network);
  const dense = network.nodes.length > MANY;
  const box = dense ? DENSE : APART;
  const room = dense ? 34 : 58;
  const parts = blocks.map((members) => inside(network, members, box));
  const x = new Float64Array(network.nodes.length);
  const y = new Float64Array(network.nodes.length);
  const blockOf = new Int32Array(network.nodes.length);
  blocks.forEach((members, number) => { for (const node of members) blockOf[node] = number; });
  const radius = parts.map((part, number) => part.radius + (blocks[number].length > 1 ? room : room / 2));
  const outer = network.arcs.filter((arc) => blockOf[arc.u] !== blockOf[arc.v]);
  const centre = blockCentres(blockOf, radius, outer, dense ? 0.2 : 0.12);
  parts.forEach((part, number) => {
    for (const point of part.points) [x[point.node], y[point.node]] = [centre.x[number] + point.x, centre.y[number] + point.y];
  });
  for (let round = 0; blocks.length > 1 && round < 2; round += 1) parts.forEach((part, number) => face(part, number, centre, outer, blockOf, x, y));
  const spun = wide(x, y);
  separated(spun.x, spun.y, box);
  return {...spun, sites, dense};
}

// The whole, turned so that it fills a wide page best.
function wide(x, y) {
  let [best, kept] = [Infinity, null];
  for (let step = 0; step < TURNS; step += 1) {
    const [cosine, sine] = [Math.cos(Math.PI * step / TURNS), Math.sin(Math.PI * step / TURNS)];
    const tx = Array.from(x, (_value, node) => x[node] * cosine + y[node] * sine);
    const ty = Array.from(x, (_value, node) => y[node] * cosine - x[node] * sine);
    const reach = (values) => Math.max(...values) - Math.min(...values);
    const needed = Math.max(reach(tx) / WIDE, reach(ty));
    if (needed < best - 1e-6) [best, kept] = [needed, {x: tx, y: ty}];
  }
  return kept;
}

// Where the blocks go: as far apart as their sizes ask, those with links between them next to each other.
function blockCentres(blockOf, radius, outer, gap) {
  if (radius.length < 2) return {x: [0], y: [0]};
  const unit = Math.max(1, radius.reduce((sum, one) => sum + one, 0) / radius.length / 3);
  const wide = outer.length > 6 * radius.length ? 1 : 1 + gap;
  const known = new Map();
  for (const arc of outer) {
    const [one, other] = [blockOf[arc.u], blockOf[arc.v]].sort((a, b) => a - b);
    known.set(one * 65536 + other, [one, other, Math.max(1, Math.round((radius[one] + radius[other]) * wide / unit))]);
  }
  const placed = turned(stressed(lengths(radius.length, [...known.values()])));
  const x = Array.from(placed.x, (value) => value * unit);
  const y = Array.from(placed.y, (value) => value * unit);
  for (let round = 0; round < 300; round += 1) {
    let pushed = 0;
    for (let one = 0; one < x.length; one += 1) for (let other = one + 1; other < x.length; other += 1) {
      const [dx, dy] = [x[other] - x[one] || 0.1, y[other] - y[one]];
      const here = Math.hypot(dx, dy);
      const over = radius[one] + radius[other] - here;
      if (over < 0.5) continue;
      pushed += 1;
      x[one] -= dx / here * over / 2;
      y[one] -= dy / here * over / 2;
      x[other] += dx / here * over / 2;
      y[other] += dy / here * over / 2;
    }
    if (!pushed) break;
  }
  return {x, y};
}

// Turns and mirrors a block so that its links to other blocks are short.
function face(part, number, centre, outer, blockOf, x, y) {
  const links = outer.filter((arc) => (blockOf[arc.u] === number) !== (blockOf[arc.v] === number))
    .map((arc) => (blockOf[arc.u] === number ? [arc.u, arc.v] : [arc.v, arc.u]));
  if (part.points.length < 2 || !links.length) return;
  const point = new Map(part.points.map((one) => [one.node, one]));
  const [mx, my] = [centre.x[number], centre.y[number]];
  let [best, kept] = [Infinity, null];
  for (const mirror of [1, -1]) for (let step = 0; step < TURNS; step += 1) {
    const [cosine, sine] = [Math.cos(2 * Math.PI * step / TURNS), Math.sin(2 * Math.PI * step / TURNS)];
    const put = (one) => [mx + one.x * cosine - mirror * one.y * sine, my + one.x * sine + mirror * one.y * cosine];
    const length = links.reduce((sum, [node, other]) => {
      const [px, py] = put(point.get(node));
      return sum + Math.hypot(px - x[other], py - y[other]);
    }, 0);
    if (length < best - 1e-6) [best, kept] = [length, put];
  }
  for (const one of part.points) [x[one.node], y[one.node]] = kept(one);
}

// The convex hull of points (A. M. Andrew's monotone chain, 1979).
function hull(points) {
  const sorted = [...points].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const half = (list) => {
    const chain = [];
    for (const point of list) {
      while (chain.length > 1) {
        const [a, b] = chain.slice(-2);
        if ((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]) > 0) break;
        chain.pop();
      }
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.reverse())];
}
