/**
 * Whether a value is what a JSON Schema describes, and has no field that it does not describe: in documents a
 * field too many is a slip. It knows the words that our schemas use, and throws at any other. `…` in the value
 * stands for what is left out: further fields, further entries.
 */
type Json = Readonly<Record<string, unknown>>;

/** Says where the value is not as described; null: it is. `root` is what `$ref` refers to. */
export function mismatch(schema: Json, value: unknown, root: Json, at = ""): string | null {
  if (value === "…") return null;
  const found: (string | null)[] = [];
  const wrong = (holds: boolean, rule: string) => found.push(holds ? null : `${at} ${rule}`);
  const size = typeof value === "string"
    ? [...value].length
    : Array.isArray(value)
    ? value.length
    : 0;
  for (const [word, rule] of Object.entries(schema)) {
    switch (word) {
      case "$ref":
        found.push(mismatch(resolved(String(rule), root), value, root, at));
        break;
      case "type":
        wrong(isOfType(String(rule), value), `should be of type ${rule}`);
        break;
      case "const":
        wrong(value === rule, `should be ${rule}`);
        break;
      case "enum":
        wrong(Array.isArray(rule) && rule.includes(value), `should be one of ${rule}`);
        break;
      case "anyOf":
        wrong(
          Array.isArray(rule) && rule.some((one) => mismatch(one, value, root, at) === null),
          "should be one of several kinds",
        );
        break;
      case "minimum":
        wrong(Number(value) >= Number(rule), `should be at least ${rule}`);
        break;
      case "maximum":
        wrong(Number(value) <= Number(rule), `should be at most ${rule}`);
        break;
      case "minLength":
        wrong(size >= Number(rule), `should have at least ${rule} characters`);
        break;
      case "maxLength":
      case "maxItems":
        wrong(size <= Number(rule), `should have at most ${rule}`);
        break;
      case "items":
        if (Array.isArray(value)) {
          value.forEach((one, n) => found.push(mismatch(asJson(rule), one, root, `${at}[${n}]`)));
        }
        break;
      case "properties":
      case "additionalProperties":
      case "required":
      case "propertyNames":
        break; // below
      default:
        throw new Error(`the test knows no ${word}`);
    }
  }
  if (isJson(value)) found.push(...fieldsOf(schema, value).map((check) => check(root, at)));
  return found.find((one) => one !== null) ?? null;
}

type Check = (root: Json, at: string) => string | null;

function fieldsOf(schema: Json, value: Json): Check[] {
  const { properties, additionalProperties, required = [] } = schema;
  if (properties === undefined && additionalProperties === undefined) return [];
  const { "…": elided, ...fields } = value;
  const known = isJson(properties) ? properties : {};
  const missing: Check[] = (Array.isArray(required) && elided === undefined ? required : [])
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => (_root, at) => `${at}.${name} is missing`);
  const checks = Object.entries(fields).map(([name, field]): Check => (root, at) => {
    const described = known[name] ?? additionalProperties;
    return described === undefined
      ? `${at}.${name} is not in the document`
      : mismatch(asJson(described), field, root, `${at}.${name}`);
  });
  return [...missing, ...checks];
}

function isOfType(type: string, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return isJson(value);
  const kind: string = typeof value;
  return kind === type;
}

function resolved(ref: string, root: Json): Json {
  let found: unknown = root;
  for (const name of ref.replace("#/", "").split("/")) found = asJson(found)[name];
  return asJson(found);
}

/** The object that a value must be. */
export function asJson(value: unknown): Json {
  if (!isJson(value)) throw new Error(`no object: ${JSON.stringify(value)}`);
  return value;
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
