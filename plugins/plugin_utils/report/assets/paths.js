// Copyright (c) 2026, virtual_appliance.routing contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Where each router's packets end, computed as planning/reach.py and planning/paths.py of the collection do: towards route servers, by the cost of the
// interface that a packet leaves by; overloaded routers carry nothing for others; a route server keeps what crosses it.
const LOSSES = ["route_server", "link", "network", "router"];

function readNetwork(data) {
  const arcs = data.arcs.map(([u, v, cost, back, area, name, lan]) => ({u, v, cost, back, area, name, lan: lan === 1}));
  const position = new Map(data.servers.map((server, number) => [server.name, number]));
  const index = new Map(data.nodes.map((node, number) => [node.name, number]));
  const link = new Map(arcs.map((arc, number) => [arc.name, number]));
  return {...data, arcs, position, index, link, transit: data.nodes.map((node) => !node.overloaded), sets: setsOf(data.servers.length)};
}

// Sets of route servers as numbers: the first are those of one, then the empty one, then others as they are met.
function setsOf(count) {
  const members = [];
  const known = new Map();
  const unions = new Map();
  const of = (list) => {
    const key = list.join();
    if (!known.has(key)) {
      known.set(key, members.length);
      members.push(list);
    }
    return known.get(key);
  };
  for (let number = 0; number < count; number += 1) of([number]);
  const empty = of([]);
  const union = (one, other) => {
    if (one === other || other === empty) return one;
    if (one === empty) return other;
    const key = one < other ? one * 1e6 + other : other * 1e6 + one;
    if (!unions.has(key)) unions.set(key, of([...new Set([...members[one], ...members[other]])].sort((a, b) => a - b)));
    return unions.get(key);
  };
  return {members, of, union, empty};
}

function losses(network) {
  const found = network.servers.map((server) => ({kind: "route_server", name: server.name}));
  for (const arc of network.arcs) found.push({kind: "link", name: arc.name});
  network.nodes.forEach((node, number) => found.push({kind: number < network.routers ? "router" : "network", name: node.name}));
  return found;
}

function gone(network, taken) {
  const nodes = new Set();
  const links = new Set();
  const servers = new Set();
  for (const {kind, name} of taken) {
    if (kind === "route_server") servers.add(network.position.get(name));
    else if (kind === "link") links.add(network.link.get(name));
    else nodes.add(network.index.get(name));
  }
  network.servers.forEach((server, number) => { if (nodes.has(server.node)) servers.add(number); });
  return {nodes, links, servers};
}

// into[v]: [u, cost] of the arcs from u to v, flat; out[u]: [v, cost].
function graphOf(network, lost) {
  const size = network.nodes.length;
  const into = Array.from({length: size}, () => []);
  const out = Array.from({length: size}, () => []);
  network.arcs.forEach((arc, number) => {
    if (lost.links.has(number) || lost.nodes.has(arc.u) || lost.nodes.has(arc.v)) return;
    into[arc.v].push(arc.u, arc.cost);
    into[arc.u].push(arc.v, arc.back);
    out[arc.u].push(arc.v, arc.cost);
    out[arc.v].push(arc.u, arc.back);
  });
  return {size, into, out, transit: network.transit};
}

function heap() {
  const keys = [];
  const values = [];
  return {
    get size() { return keys.length; },
    push(key, value) {
      let at = keys.length;
      keys.push(key);
      values.push(value);
      while (at > 0) {
        const above = (at - 1) >> 1;
        if (keys[above] <= key) break;
        keys[at] = keys[above];
        values[at] = values[above];
        at = above;
      }
      keys[at] = key;
      values[at] = value;
    },
    pop() {
      const top = [keys[0], values[0]];
      const key = keys.pop();
      const value = values.pop();
      const length = keys.length;
      if (length) {
        let at = 0;
        for (;;) {
          let below = 2 * at + 1;
          if (below >= length) break;
          if (below + 1 < length && keys[below + 1] < keys[below]) below += 1;
          if (keys[below] >= key) break;
          keys[at] = keys[below];
          values[at] = values[below];
          at = below;
        }
        keys[at] = key;
        values[at] = value;
      }
      return top;
    },
  };
}

function distancesTo(graph, starts) {
  const best = new Float64Array(graph.size).fill(Infinity);
  const waiting = heap();
  const relax = (node, here) => {
    const arcs = graph.into[node];
    for (let at = 0; at < arcs.length; at += 2) {
      const further = here + arcs[at + 1];
      if (further < best[arcs[at]]) {
        best[arcs[at]] = further;
        waiting.push(further, arcs[at]);
      }
    }
  };
  for (const [node, cost] of starts) {
    if (cost < best[node]) {
      best[node] = cost;
      waiting.push(cost, node);
    }
    if (!graph.transit[node]) relax(node, cost);
  }
  while (waiting.size) {
    const [here, node] = waiting.pop();
    if (here <= best[node] && graph.transit[node]) relax(node, here);
  }
  return best;
}

// By address: for each node its nearest route server, the runner-up, both distances, and at which route servers its packets end.
function compute(network, taken) {
  const lost = gone(network, taken);
  const graph = graphOf(network, lost);
  const rows = network.servers.map((server) => distancesTo(graph, [[server.node, 0]]));
  const addresses = new Map();
  for (const {name} of network.addresses) addresses.set(name, ofAddress(network, graph, rows, lost, name));
  return {lost, graph, addresses, shared: sharedBy(network, addresses, lost)};
}

function ofAddress(network, graph, rows, lost, address) {
  const carriers = network.servers.map((server, position) => ({node: server.node, cost: server.costs[address], position}))
    .filter((carrier) => carrier.cost !== undefined && !lost.servers.has(carrier.position));
  carriers.sort((one, other) => one.node - other.node);  // of several at one distance the first counts as the nearest
  const size = network.nodes.length;
  const nearest = new Int32Array(size).fill(-1);
  const runnerUp = new Int32Array(size).fill(-1);
  const away = new Float64Array(size).fill(Infinity);
  const further = new Float64Array(size).fill(Infinity);
  let ends = new Int32Array(size).fill(network.sets.empty);
  for (let node = 0; node < size; node += 1) {
    if (lost.nodes.has(node)) continue;
    for (const {position, cost} of carriers) {
      const distance = rows[position][node] + cost;
      if (distance < away[node]) {
        further[node] = away[node];
        runnerUp[node] = nearest[node];
        away[node] = distance;
        nearest[node] = position;
        ends[node] = position;
      } else {
        if (distance === away[node] && distance < Infinity) ends[node] = network.sets.union(ends[node], position);
        if (distance < further[node]) {
          further[node] = distance;
          runnerUp[node] = position;
        }
      }
    }
  }
  const cost = new Map(carriers.map((carrier) => [carrier.node, carrier]));
  ends = arrivals(network, graph, cost, away);
  return {nearest, runnerUp, away, further, ends, owners: cost, seen: false};
}

// The arcs of the best paths from a node: neighbor by neighbor.
function forward(graph, owners, away, node) {
  const found = [];
  const arcs = graph.out[node];
  for (let at = 0; at < arcs.length; at += 2) {
    const neighbor = arcs[at];
    const start = graph.transit[neighbor] ? away[neighbor] : owners.has(neighbor) ? owners.get(neighbor).cost : Infinity;
    if (start < Infinity && start + arcs[at + 1] === away[node]) found.push(neighbor);
  }
  return found;
}

function arrivals(network, graph, owners, away) {
  const ends = new Int32Array(graph.size).fill(network.sets.empty);
  const order = Array.from(away.keys()).filter((node) => away[node] < Infinity);
  order.sort((one, other) => away[one] - away[other] || (one >= network.routers) - (other >= network.routers) || one - other);
  for (const node of order) {
    if (owners.has(node)) {
      ends[node] = owners.get(node).position;
      continue;
    }
    for (const neighbor of forward(graph, owners, away, node)) {
      const found = graph.transit[neighbor] ? ends[neighbor] : owners.get(neighbor).position;
      ends[node] = network.sets.union(ends[node], found);
    }
  }
  return ends;
}

// Routers whose two addresses lead to one route server.
function sharedBy(network, addresses, lost) {
  const found = new Set();
  if (addresses.size !== 2) return found;
  const [first, second] = addresses.values();
  for (let node = 0; node < network.routers; node += 1) {
    if (lost.nodes.has(node) || first.owners.has(node) || second.owners.has(node)) continue;
    const there = network.sets.members[second.ends[node]];
    if (network.sets.members[first.ends[node]].some((server) => there.includes(server))) found.add(node);
  }
  return found;
}

// What was seen in a network whose costs are not known, in the same shape.
function asSeen(network) {
  const addresses = new Map();
  const position = (name) => (network.position.has(name) ? network.position.get(name) : -1);
  for (const {name} of network.addresses) {
    const size = network.nodes.length;
    const one = {nearest: new Int32Array(size).fill(-1), runnerUp: new Int32Array(size).fill(-1), away: new Float64Array(size).fill(Infinity),
      further: new Float64Array(size).fill(Infinity), ends: new Int32Array(size).fill(network.sets.empty), owners: new Map(), seen: true};
    for (const [router, row] of Object.entries(network.fixed[name] || {})) {
      const node = network.index.get(router);
      if (node === undefined) continue;
      one.nearest[node] = position(row.nearest);
      one.runnerUp[node] = position(row.runner_up);
      if (row.distance !== null && row.distance !== undefined) one.away[node] = row.distance;
      if (row.runner_up_distance !== null && row.runner_up_distance !== undefined) one.further[node] = row.runner_up_distance;
      if (row.ends.length === 1 && row.ends[0] === router) one.owners.set(node, {node, cost: 0, position: position(router)});
      one.ends[node] = network.sets.of(row.ends.map(position).filter((number) => number >= 0).sort((a, b) => a - b));
    }
    addresses.set(name, one);
  }
  const lost = gone(network, []);
  return {lost, graph: graphOf(network, lost), addresses, shared: sharedBy(network, addresses, lost)};
}
