// The page of the API, drawn from /openapi.json: nothing is asked of any other server.

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Follows "$ref" inside the document.
function resolved(spec, value) {
  const path = value?.$ref;
  if (!path) return value ?? {};
  return path.slice(2).split('/').reduce((at, key) => at[key], spec);
}

const refName = (value) => value?.$ref?.split('/').pop();

function typeOf(schema) {
  if (schema.$ref) return refName(schema);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((v) => JSON.stringify(v)).join(' | ');
  if (schema.anyOf ?? schema.oneOf) return (schema.anyOf ?? schema.oneOf).map(typeOf).join(' or ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  return schema.type ?? 'any';
}

// "0 to 2, more than 0, at most 16 entries": the limits of a field in words.
function limitsOf(schema) {
  const words = [];
  if (schema.minimum !== undefined) words.push(`from ${schema.minimum}`);
  if (schema.exclusiveMinimum !== undefined) words.push(`more than ${schema.exclusiveMinimum}`);
  if (schema.maximum !== undefined) words.push(`to ${schema.maximum}`);
  if (schema.minLength) words.push(`at least ${schema.minLength} characters`);
  if (schema.maxLength !== undefined) words.push(`at most ${schema.maxLength} characters`);
  if (schema.minItems) words.push(`at least ${schema.minItems}`);
  if (schema.maxItems !== undefined) words.push(`at most ${schema.maxItems}`);
  if (schema.default !== undefined) words.push(`default ${schema.default}`);
  return words.join(', ');
}

function table(head, rows) {
  const cells = (kind, row) => element('tr', {}, ...row.map((cell) => element(kind, {}, cell)));
  return element('div', { class: 'table', tabindex: '0' }, element('table', {},
    element('thead', {}, cells('th', head)),
    element('tbody', {}, ...rows.map((row) => cells('td', row)))));
}

function fieldRows(spec, schema, prefix = '', depth = 0) {
  const full = resolved(spec, schema);
  const rows = [];
  for (const [name, field] of Object.entries(full.properties ?? {})) {
    const inner = resolved(spec, field);
    const words = [limitsOf(inner), field.description ?? inner.description ?? ''].filter(Boolean);
    if (full.required?.includes(name)) words.unshift('required');
    rows.push([element('code', {}, prefix + name), typeOf(field), words.join('; ')]);
    const below = inner.type === 'array' ? resolved(spec, inner.items) : inner;
    const more = depth < 3 && (below.properties ? below : null);
    if (more) rows.push(...fieldRows(spec, more, `${prefix}${name}${below === inner ? '.' : '[].'}`, depth + 1));
  }
  return rows;
}

function bodyOf(spec, content) {
  return Object.entries(content ?? {}).flatMap(([type, { schema }]) => {
    const rows = fieldRows(spec, schema);
    const name = element('p', { class: 'muted' }, type);
    return rows.length > 0 ? [name, table(['Field', 'Type', ''], rows)] : [name];
  });
}

function keyOf(operation) {
  if (!operation.security?.length) return 'No key needed.';
  const scopes = Object.values(operation.security[0])[0] ?? [];
  return scopes.length > 0 ? `Key with the scope ${scopes.join(', ')}.` : 'Any key.';
}

function details(spec, method, path, operation) {
  const box = element('details', { id: operation.operationId },
    element('summary', {},
      element('span', { class: 'method' }, method.toUpperCase()),
      element('span', { class: 'path' }, path),
      element('span', { class: 'muted' }, operation.summary ?? '')));
  if (operation.description) box.append(element('p', {}, operation.description));
  box.append(element('p', { class: 'muted' }, keyOf(operation)));
  const parameters = (operation.parameters ?? []).map((one) => resolved(spec, one));
  if (parameters.length > 0) {
    box.append(element('h3', {}, 'Parameters'), table(['Name', 'Where', 'Type', ''], parameters.map((one) =>
      [element('code', {}, one.name), one.in, typeOf(one.schema), one.description ?? limitsOf(one.schema)])));
  }
  if (operation.requestBody) {
    box.append(element('h3', {}, 'Body'), ...bodyOf(spec, operation.requestBody.content));
  }
  const ignored = operation['x-ponder-ignored'];
  if (ignored) {
    box.append(element('h3', {}, 'Accepted and ignored'), element('p', {}, ignored.join(', ')));
  }
  box.append(element('h3', {}, 'Answers'));
  for (const [status, answer] of Object.entries(operation.responses)) {
    const full = resolved(spec, answer);
    box.append(element('p', {}, element('code', {}, status), ` ${full.description ?? ''}`),
      ...(status.startsWith('2') ? bodyOf(spec, full.content) : []));
  }
  return box;
}

function draw(spec) {
  document.getElementById('about').textContent = spec.info.description;
  const place = document.getElementById('operations');
  for (const tag of spec.tags) {
    place.append(element('h2', {}, tag.name), element('p', { class: 'muted' }, tag.description ?? ''));
    for (const [path, item] of Object.entries(spec.paths)) {
      for (const method of METHODS) {
        if (item[method]?.tags?.[0] === tag.name) place.append(details(spec, method, path, item[method]));
      }
    }
  }
  if (location.hash) document.getElementById(location.hash.slice(1))?.setAttribute('open', '');
}

try {
  draw(await (await fetch('/openapi.json')).json());
} catch (failure) {
  document.getElementById('about').textContent = `The description could not be read: ${failure.message}`;
}
