// Copyright (c) 2026, virtual_appliance.routing contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside the drawing: the legend, what is taken away, what that does, and the thing that is looked at.
const SOME = 6;
const FOUND = 12;

const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;
const some = (names) => names.slice(0, SOME).join(", ") + (names.length > SOME ? ` and ${names.length - SOME} more` : "");
const away = (distance) => (distance === Infinity ? "" : String(distance));
const kindOf = (kind) => kind.replace("_", " ");

function button(text, label, act) {
  const element = make("button", {type: "button", "aria-label": label}, text);
  element.addEventListener("click", act);
  return element;
}

function refill(block, children) {
  block.hidden = !children.length;
  block.querySelector("ul").replaceChildren(...children);
}

function serverNames(network, set) {
  return network.sets.members[set].map((number) => network.servers[number].name);
}

// What differs from the network with everything up, for one address.
function effects(network, result, base, address) {
  const [here, before] = [result.addresses.get(address), base.addresses.get(address)];
  const found = {moved: [], moves: new Map(), several: [], cut: [], shared: [], captured: []};
  for (let node = 0; node < network.routers; node += 1) {
    if (result.lost.nodes.has(node) || here.owners.has(node)) continue;
    const [name, set] = [network.nodes[node].name, here.ends[node]];
    const members = network.sets.members[set];
    if (set !== before.ends[node] && !before.owners.has(node)) {
      const key = `${before.ends[node]}>${set}`;
      found.moved.push(node);
      found.moves.set(key, [...(found.moves.get(key) || []), name]);
    }
    if (members.length > 1) found.several.push(name);
    else if (!members.length) found.cut.push(name);
    else if (!members.includes(here.nearest[node])) found.captured.push(name);
    if (result.shared.has(node)) found.shared.push(name);
  }
  return found;
}

function troubles(found) {
  return [
    [found.several, "flows are spread over several route servers (ECMP)"], [found.cut, "no route server can be reached"],
    [found.shared, "both addresses lead to one route server"], [found.captured, "a route server on the way keeps the packets"],
  ].filter(([names]) => names.length);
}

function legend(network, result, state, toggle) {
  const one = result.addresses.get(state.address);
  const count = new Map();
  for (let node = 0; node < network.routers; node += 1) {
    if (!one.owners.has(node) && !result.lost.nodes.has(node)) count.set(one.ends[node], (count.get(one.ends[node]) || 0) + 1);
  }
  return network.servers.map((server, number) => {
    const cost = server.costs[state.address];
    const gone = result.lost.servers.has(number);
    const item = make("li", {class: gone ? "gone" : null}, swatch(markOf(number)), make("span", {class: "name"}, server.name), make("span", {class: "facts"},
      gone ? "taken away" : cost === undefined && !network.fixed ? `not for ${state.address}`
        : `${cost === undefined ? "" : `cost ${cost}, `}${counted(count.get(number) || 0, "router", "routers")}`));
    if (!network.fixed) {
      item.append(button(gone ? "Bring back" : "Take away", `${gone ? "Bring back" : "Take away"} route server ${server.name}`,
        () => toggle({kind: "route_server", name: server.name})));
    }
    return item;
  });
}

function otherMarks(network, result, state) {
  const one = result.addresses.get(state.address);
  const lines = [];
  const has = (test) => {
    for (let node = 0; node < network.routers; node += 1) if (!result.lost.nodes.has(node) && !one.owners.has(node) && test(node)) return true;
    return false;
  };
  if (has((node) => network.sets.members[one.ends[node]].length > 1)) {
    lines.push([{colour: "none", ink: "currentColor", shape: SHAPES[0], letter: "AB!", kind: "ecmp"}, "several route servers: ECMP would split sessions"]);
  }
  const ring = {colour: "none", ink: "currentColor", shape: SHAPES[0], letter: ""};
  if (state.taken.length) lines.push([{...ring, kind: "changed"}, "thick outline: moved by the failure"]);
  if (has((node) => one.ends[node] === network.sets.empty)) lines.push([NOWHERE, "no route server can be reached"]);
  return lines.map(([mark, text]) => make("li", {}, swatch(mark), make("span", {class: "name"}, text)));
}

function effectLines(network, result, found, state) {
  const names = (set) => serverNames(network, set).join(" and ") || "nowhere";
  const lines = [...found.moves].sort((one, other) => other[1].length - one[1].length).map(([key, routers]) => {
    const [from, to] = key.split(">").map(Number);
    return make("li", {}, make("b", {}, counted(routers.length, "router", "routers")), ` from ${names(from)} to ${names(to)}: ${some(routers)}`);
  });
  if (state.taken.length && !lines.length) lines.push(make("li", {}, `No router goes to another route server for ${state.address}.`));
  for (const [routers, what] of troubles(found)) {
    lines.push(make("li", {class: "trouble"}, make("b", {}, `\u25b2 ${counted(routers.length, "router", "routers")}`), `: ${what}: ${some(routers)}`));
  }
  return lines;
}

function statusOf(network, found, state) {
  const trouble = troubles(found);
  const said = trouble.length ? trouble.map(([routers, what]) => `${counted(routers.length, "router", "routers")}: ${what}`).join("; ")
    : "every router has one nearest route server";
  if (!state.taken.length) return `${network.fixed && !network.traced ? "As seen in the network" : "With everything up"}, address ${state.address}: ${said}.`;
  const lost = state.taken.map((loss) => `${kindOf(loss.kind)} ${loss.name}`).join(", ");
  return `Without ${lost}: ${counted(found.moved.length, "router moves", "routers move")} for ${state.address}; ${said}.`;
}

function rowsAbout(network, result, item) {
  const rows = [];
  if (item.kind === "link") {
    const arc = network.arcs[item.arc];
    const [one, other] = [network.nodes[arc.u].name, network.nodes[arc.v].name];
    rows.push([`cost ${one} to ${other}`, arc.cost], [`cost ${other} to ${one}`, arc.back]);
    if (network.areas.length > 1) rows.push(["area", network.areas[arc.area]]);
    return rows;
  }
  const node = network.nodes[item.node];
  if (node.site) rows.push(["site", node.site]);
  if (node.overloaded) rows.push(["overloaded", "carries nothing for others"]);
  if (node.max_metric) rows.push(["max-metric", "carries for others only where nobody else can"]);
  if (node.lan || result.lost.nodes.has(item.node)) return rows;
  for (const [address, one] of result.addresses) {
    if (one.owners.has(item.node)) {
      rows.push([`address ${address}`, "answers itself"]);
      continue;
    }
    const [nearest, second] = [one.nearest[item.node], one.runnerUp[item.node]];
    const ends = serverNames(network, one.ends[item.node]).join(" and ");
    rows.push([`address ${address}`, nearest < 0 ? "cannot be reached" : `${ends}, distance ${away(one.away[item.node])}`]);
    if (second >= 0) rows.push([`runner-up for ${address}`, `${network.servers[second].name}, distance ${away(one.further[item.node])}`]);
  }
  return rows;
}

function about(network, result, item, taken, toggle) {
  if (!item) return [make("h3", {}, "About"), make("p", {class: "hint"}, "Nothing chosen.")];
  const list = make("dl", {});
  for (const [name, value] of rowsAbout(network, result, item)) list.append(make("dt", {}, name), make("dd", {}, String(value)));
  const title = make("h3", {}, `${kindOf(item.kind)} ${item.name}`);
  const text = taken ? "Bring back" : "Take away";
  const losses_ = item.kind === "route_server" ? [item, {kind: "router", name: item.name}] : [item];
  const buttons = network.fixed ? [] : losses_.map((loss, number) => button(number ? `${text} its router, too` : text,
    `${text} ${kindOf(loss.kind)} ${loss.name}`, () => toggle(loss)));
  return [title, list, make("p", {class: "tools"}, ...buttons)];
}

// The table that says what the drawing shows.
function routersTable(network) {
  const table = document.getElementById("routers-table");
  const names = network.addresses.map((address) => address.name);
  const heads = ["router", "site", ...names.flatMap((name) => [`${name} ends at`, `${name}: distance`, `${name}: runner-up`, `${name}: its distance`]), "note"];
  table.tHead.append(make("tr", {}, ...heads.map((head) => make("th", {scope: "col", "data-number": head.endsWith("distance")}, head))));
  const rows = [];
  for (let node = 0; node < network.routers; node += 1) {
    const row = make("tr", {}, make("th", {scope: "row"}, network.nodes[node].name), make("td", {}, network.nodes[node].site || "\u2013"));
    for (let cell = 0; cell < names.length * 4 + 1; cell += 1) row.append(make("td", {class: cell % 2 && cell < names.length * 4 ? "number" : null}));
    rows.push(row);
  }
  table.tBodies[0].append(...rows);
  return (result, found) => {
    const moved = new Set(found.moved);
    rows.forEach((row, node) => fillRow(network, result, row, node, moved.has(node)));
    filterRows("routers-table");
  };
}

function fillRow(network, result, row, node, moved) {
  let cell = 2;
  const notes = [];
  const put = (text) => {
    const box = row.cells[cell];
    if (box.textContent !== text) box.textContent = text;
    cell += 1;
  };
  for (const one of result.addresses.values()) {
    const gone = result.lost.nodes.has(node);
    const second = one.runnerUp[node];
    put(gone ? "\u2013" : one.owners.has(node) ? "itself" : serverNames(network, one.ends[node]).join(" and ") || "nowhere");
    put(gone || one.owners.has(node) ? "" : away(one.away[node]));
    put(gone || second < 0 || one.owners.has(node) ? "" : network.servers[second].name);
    put(gone || second < 0 || one.owners.has(node) ? "" : away(one.further[node]));
    if (gone || one.owners.has(node)) continue;
    if (network.sets.members[one.ends[node]].length !== 1) notes.push(one.ends[node] === network.sets.empty ? "cut off" : "ECMP");
  }
  if (result.shared.has(node)) notes.push("one route server for both");
  row.dataset.note = [moved ? "moved" : "", notes.length ? "trouble" : ""].filter(Boolean).join("|");
  put([...(moved ? ["moved"] : []), ...(result.lost.nodes.has(node) ? ["taken away"] : []), ...new Set(notes)].join(", "));
}
