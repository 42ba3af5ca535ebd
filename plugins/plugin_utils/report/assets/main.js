// Copyright (c) 2026, virtual_appliance.routing contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// The state of the page (the address, what is taken away, what is looked at) and what follows from it.
function colourLinks(network, result, one, items, trail) {
  const {owners, away: from} = one;
  const start = (node) => (result.graph.transit[node] ? from[node] : owners.has(node) ? owners.get(node).cost : Infinity);
  for (const item of items) {
    if (item.kind !== "link") continue;
    const arc = network.arcs[item.arc];
    const gone = result.lost.links.has(item.arc) || result.lost.nodes.has(arc.u) || result.lost.nodes.has(arc.v);
    const ways = gone || one.seen ? [] : [[arc.u, arc.v, arc.cost], [arc.v, arc.u, arc.back]].filter(([node, next, cost]) => !owners.has(node)
      && start(next) < Infinity && start(next) + cost === from[node]).map(([node]) => one.ends[node]);
    const members = ways.length ? network.sets.members[ways[0]] : [];
    const kind = gone ? "gone" : one.seen ? "untraced" : ways.length ? "tree" : "";
    item.element.setAttribute("class", ["link", kind, trail.has(item.arc) ? "trail" : "", item.element.matches(".hover") ? "hover" : ""].join(" "));
    if (!gone && members.length === 1) item.element.style.setProperty("--tree", markOf(members[0]).colour);
    else item.element.style.removeProperty("--tree");
  }
}

function colourNodes(network, result, one, items, moved, chosen) {
  for (const item of items) {
    if (item.node === undefined) continue;
    const node = network.nodes[item.node];
    const server = item.kind === "route_server" ? network.position.get(item.name) : -1;
    const gone = result.lost.nodes.has(item.node);
    const own = one.owners.get(item.node);
    const mark = gone || node.lan ? null : own ? {...markOf(own.position), kind: "one"} : markOfSet(network, one.ends[item.node]);
    const stopped = server >= 0 && result.lost.servers.has(server);
    const classes = ["node", server >= 0 ? "server" : node.lan ? "lan" : "", gone ? "gone" : "", stopped ? "stopped" : "",
      moved.has(item.node) ? "moved" : "", result.shared.has(item.node) ? "shared" : "", mark ? mark.kind : "", chosen === item ? "chosen" : "",
      item.element.matches(".hover") ? "hover" : "", node.overloaded || node.max_metric ? "stub" : ""];
    item.element.setAttribute("class", classes.filter(Boolean).join(" "));
    if (node.lan) continue;
    const [shape, letterOf] = [item.element.querySelector(".shape"), item.element.querySelector(".letter")];
    shape.setAttribute("d", mark ? mark.shape : NOWHERE.shape);
    shape.setAttribute("fill", mark ? mark.colour : "none");
    letterOf.textContent = mark ? mark.letter : "";
    letterOf.setAttribute("fill", mark ? mark.ink : "currentColor");
    letterOf.classList.toggle("small", Boolean(mark) && mark.letter.length > 2);
  }
}

// The links of all best paths of a router.
function trailOf(network, result, one, from) {
  const found = new Set();
  if (one.seen || from === undefined) return found;
  const seen = new Set([from]);
  const waiting = [from];
  while (waiting.length) {
    const node = waiting.pop();
    if (one.owners.has(node)) continue;
    const next = new Set(forward(result.graph, one.owners, one.away, node));
    for (const number of network.incident[node]) {
      const arc = network.arcs[number];
      const [other, cost] = arc.u === node ? [arc.v, arc.cost] : [arc.u, arc.back];
      const start = result.graph.transit[other] ? one.away[other] : one.owners.has(other) ? one.owners.get(other).cost : Infinity;
      if (!next.has(other) || start + cost !== one.away[node] || result.lost.links.has(number)) continue;
      found.add(number);
      if (!seen.has(other)) waiting.push(other);
      seen.add(other);
    }
  }
  return found;
}

function startNetwork(data) {
  const network = readNetwork(data);
  network.incident = network.nodes.map(() => []);
  network.arcs.forEach((arc, number) => { network.incident[arc.u].push(number); network.incident[arc.v].push(number); });
  const node = (identity) => document.getElementById(identity);
  const replay = !network.fixed;
  const state = {address: network.addresses.length ? network.addresses[0].name : null, taken: [], past: [], chosen: null};
  const tip = make("p", {class: "tip", "aria-hidden": "true"});
  node("map").after(tip);
  const base = network.fixed ? asSeen(network) : compute(network, []);
  let result = base;
  const same = (one, other) => one.kind === other.kind && one.name === other.name;
  const isTaken = (loss) => state.taken.some((other) => same(other, loss));
  const plainLoss = ({kind, name}) => ({kind, name});

  function become(taken) {
    state.past.push(state.taken);
    state.taken = taken;
    result = taken.length ? compute(network, taken) : base;
    refresh();
  }
  const toggle = (loss) => replay && become(isTaken(loss) ? state.taken.filter((other) => !same(other, loss)) : [...state.taken, plainLoss(loss)]);
  const describe = (item) => `${kindOf(item.kind)} ${item.name}: ${rowsAbout(network, result, item).map(([name, value]) => `${name} ${value}`).join("; ")}`;
  function choose(item) {
    state.chosen = item;
    node("about").replaceChildren(...about(network, result, item, Boolean(item) && isTaken(item), toggle));
  }
  function act(what, item) {
    if (what === "describe") return describe(item);
    choose(item);
    if (what === "take" || (what === "press" && item.kind !== "router" && item.kind !== "network")) toggle(item);
    else if (what === "press") paint();
    return null;
  }
  const map = drawing(network, layout(network), node("map"), tip, act);
  const fillTable = routersTable(network);

  function paint() {
    if (state.address === null) return effects_();
    const one = result.addresses.get(state.address);
    const found = effects(network, result, base, state.address);
    const trail = state.chosen && state.chosen.kind === "router" ? trailOf(network, result, one, state.chosen.node) : new Set();
    colourLinks(network, result, one, map.items, trail);
    colourNodes(network, result, one, map.items, new Set(found.moved), state.chosen);
    return found;
  }
  const effects_ = () => ({moved: [], moves: new Map(), several: [], cut: [], shared: [], captured: []});

  function refresh() {
    const found = paint();
    for (const item of map.items) {
      const gone = isTaken(item);
      item.element.setAttribute("aria-label", `${describe(item)}${gone ? "; taken away" : ""}`);
      if (item.kind === "link" || item.kind === "route_server") item.element.setAttribute("aria-pressed", gone);
    }
    if (state.address !== null) {
      node("legend").replaceChildren(...legend(network, result, state, toggle));
      node("other-marks").replaceChildren(...otherMarks(network, result, state));
      refill(node("effect"), effectLines(network, result, found, state));
      node("status").textContent = statusOf(network, found, state) + agreement;
      fillTable(result, found);
    } else node("status").textContent = "No costs are known of this network: the drawing shows it as it is.";
    node("effect").querySelector("h3").textContent = state.taken.length ? "What it does" : "In trouble";
    refill(node("taken"), state.taken.map((loss) => {
      const name = `${kindOf(loss.kind)} ${loss.name}`;
      return make("li", {}, `${name} `, button("Bring back", `Bring back ${name}`, () => toggle(loss)));
    }));
    node("undo").disabled = !state.past.length;
    node("reset").disabled = !state.taken.length;
    choose(state.chosen);
  }

  const agreement = agrees(network, base);
  for (const {name, literal} of network.addresses) {
    const radio = make("input", {type: "radio", name: "address", value: name, checked: name === state.address});
    radio.addEventListener("change", () => { state.address = name; refresh(); });
    node("addresses").append(make("label", {}, radio, ` ${name}${literal.length ? ` (${literal.join(", ")})` : ""}`));
  }
  node("addresses").hidden = !network.addresses.length;
  node("undo").addEventListener("click", () => {
    if (!state.past.length) return;
    const past = state.past.slice(0, -1);
    become(state.past[state.past.length - 1]);
    state.past = past;
    node("undo").disabled = !past.length;
  });
  node("reset").addEventListener("click", () => become([]));
  node("fit").addEventListener("click", map.fit);
  node("closer").addEventListener("click", map.closer);
  node("further").addEventListener("click", map.further);
  node("find").addEventListener("input", () => refill(node("found"), matches(map.items, node("find").value).map((item) => {
    const name = `${kindOf(item.kind)} ${item.name}`;
    return make("li", {}, button(name, `Go to ${name}`, () => {
      map.centre(item);
      map.focusOn(item);
      choose(item);
      paint();
    }));
  })));
  for (const element of document.querySelectorAll("[data-replay]")) element.addEventListener("click", () => {
    become([{kind: element.dataset.replay, name: element.dataset.lost}]);
    node("network").scrollIntoView();
    node("reset").focus({preventScroll: true});
  });
  addEventListener("resize", map.refit);
  refresh();
  return {shown: () => named(network, result), ...computing(network), computing: (other) => computing(readNetwork(other))};
}

function matches(items, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length ? items.filter((item) => words.every((word) => `${kindOf(item.kind)} ${item.name}`.toLowerCase().includes(word))).slice(0, FOUND) : [];
}

// Whether this page's own computation comes to what the report was written with.
function agrees(network, base) {
  if (!network.expected) return "";
  let differ = 0;
  for (const [address, routers] of Object.entries(network.expected)) {
    const one = base.addresses.get(address);
    if (!one) continue;
    for (const [router, ends] of Object.entries(routers)) {
      const node = network.index.get(router);
      if (node !== undefined && !one.owners.has(node) && serverNames(network, one.ends[node]).sort().join() !== [...ends].sort().join()) differ += 1;
    }
  }
  return differ ? ` \u25b2 For ${differ} routers this page computes something else than the report was given: was the topology or a cost changed since?` : "";
}

// For tests and for the console: outcomes with names.
function computing(network) {
  return {losses: () => losses(network), compute: (taken) => named(network, compute(network, taken))};
}

function named(network, result) {
  const found = {shared: [...result.shared].map((node) => network.nodes[node].name)};
  for (const [address, one] of result.addresses) {
    found[address] = {};
    for (let node = 0; node < network.routers; node += 1) {
      if (result.lost.nodes.has(node)) continue;
      const server = (number) => (number < 0 ? null : network.servers[number].name);
      const distance = (value) => (value === Infinity ? null : value);
      found[address][network.nodes[node].name] = {nearest: server(one.nearest[node]), distance: distance(one.away[node]), runner_up: server(one.runnerUp[node]),
        runner_up_distance: distance(one.further[node]), ends: serverNames(network, one.ends[node])};
    }
  }
  return found;
}

const given = document.getElementById("network-data");
const data = given ? JSON.parse(given.textContent) : null;
if (data) window.networkReport = startNetwork(data);
startTables();
addEventListener("beforeprint", () => { for (const details of document.querySelectorAll("details")) details.open = true; });
document.documentElement.dataset.ready = "true";
