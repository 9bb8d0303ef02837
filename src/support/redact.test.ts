import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

/** What is left, with each bar as one mark. */
const left = (text: string): string => redact(text).replace(/█+/g, '[gone]');

/**
 * What is to go, in double angle brackets, in sentences as they stand in letters, forms and catalogues of several countries. Card
 * numbers are those that networks publish for tests, phone numbers those set aside for fiction (Ofcom, the FCC's 555-01xx) or
 * made up, and check digits of the rest were worked out.
 */
const telling = {
  email: [
    'Write to <<jane.doe+offers@mail.example.co.uk>>.',
    'Mail: <<JANE_DOE@EXAMPLE.ORG>>; or <<j@d.example>>',
    'Jürgen Müller <<<jürgen.müller@example.de>>>',
    'See mailto:<<info@example.com>>?subject=Hi',
    "Ask <<o'brien@example.ie>>, not the desk",
    'https://example.com/unsubscribe?who=<<jane.doe%40example.org>>',
  ],
  phone: [
    'Call <<+44 20 7946 0958>> or <<(555) 234-5678>>.',
    'Call <<0049 (0)30 1234567>> today',
    'Tel. <<+49 (0) 89 / 123 45 67>>, Fax <<+49 (0) 89 / 123 45 68>>',
    'US office <<+1 (212) 555-0199>>, toll-free <<1-800-555-0199>>',
    'Cell: <<2125550199>>; home phone <<212 555 0199>>',
    'Ring <<555.234.5678>> after six',
    'Mobile <<+91 98765 43210>>, office <<+91-22-2345-6789>>',
    'Mob: <<9876543210>>, WhatsApp <<98765 43210>>',
    'London <<020 7946 0958>>, Leeds <<(0113) 496 0123>>, mobile <<07700 900123>> or <<07700900456>>',
    'Berlin <<030/12345678>>, mobil <<0171 1234567>>, <<0171-1234567>>',
    'Paris <<01 42 68 53 00>>, portable <<06.12.34.56.78>>, <<+33 1 42 68 53 00>>',
    'Roma <<+39 06 698 12345>>, Madrid <<+34 912 345 678>>, Amsterdam <<020-123 4567>>',
    'Sydney <<(02) 9876 5432>>, Tokyo <<03-1234-5678>>',
    'Phone (day): <<+1\u00a0212\u00a0555\u00a00199>>, <<+1\u2011212\u2011555\u20110198>>',
    'Telefonnummer: <<040 1234567>>',
    'tel:<<+15552345678>>',
  ],
  card: [
    'Paid with <<4111 1111 1111 1111>>, then <<378282246310005>>.',
    'Mastercard <<5555-5555-5555-4444>>, also <<2223003122003222>>',
    'Discover <<6011 1111 1111 1117>>, JCB <<3530111333300000>>, Diners <<30569309025904>>',
    'Card no. <<4012888888881881>> exp. 10/27',
  ],
  id: [
    'IBAN <<GB82 WEST 1234 5698 7654 32>>, <<DE89370400440532013000>>',
    'IBAN: <<BE68 5390 0754 7034>> KRED BEBB, <<FR14 2004 1010 0505 0001 3M02 606>>',
    'iban <<nl91 abna 0417 1643 00>> op naam van Jansen',
    'SSN <<219-09-9999>>, NI <<AB 12 34 56 C>>, ITIN <<912-70-1234>>',
    'SSN: <<219099999>>, social security number <<219 09 9999>>',
    'Passport No. <<C01X00T47>>; passport number: <<123456789>>',
    'Reisepass: <<C4VMRK3J8>>',
    "Driver's licence number <<D1234567>>, Personalausweis-Nr. <<L01X00T471>>",
    'Aadhaar: <<2345 6789 0124>>, PAN <<ABCPE1234F>>',
    'NHS number <<943 476 5919>>',
    'DNI: <<12345678Z>>, codice fiscale <<RSSMRA85T10A562S>>',
    'AHV <<756.1234.5678.97>>, CPF <<529.982.247-25>>',
    'Account number: <<12345678>>, sort code <<20-00-00>>',
    'Steuer-ID <<12 345 678 901>>, Kontonummer <<0532013000>>',
  ],
} as const;

/** What looks like it to a hasty reader, and has to stay as it is. */
const harmless = [
  'It costs $1,299.00 and weighs 1.25 kg.',
  'Prices: 1 299,00 €, 12.499,95 €, ₹1,25,000 and 3 for 2.',
  'From 2024-05-01 to 2024-06-30, 10:15 to 11:45.',
  'On 01.02.2024 10:15, 1/2/2024, 31.12.24 and 2010 2015 2020 2024.',
  'Contact us on 2024-05-01, call by 01.02.2024 at 10:15.',
  'Some 1.5 million people, 12 000 000 in all, 1,234,567,890 bytes.',
  'Order 4111 1111 1111 1112 has no valid check digit.',
  'Order no. 1029384756, invoice 2024-000123, ticket #99120345.',
  'Error PX-4471, part 000-12-3456, serial 0000000000000000.',
  'Article 0012345678905, SKU AB-12345-678, EAN 4006381333931.',
  'ISBN 978-3-16-148410-0, ISBN 0-306-40615-2, ISBN 0306406152, ISSN 2049-3630.',
  'Version 10.4.0, build 1.2.3.4567, Node 20.20.0, IP 192.168.100.200.',
  'Server 10.0.0.1:8080 and fe80::1ff:fe23:4567:890a answer.',
  'At 52.520008, 13.404954 (52° 31′ 12″ N, 13° 24′ 18″ E).',
  'DE00 3704 0044 0532 0130 00 is no account.',
  'Follow @sightline; 3 @ 5 each; npm i @scope/package@1.2.3',
  'pi is 3.14159265358979323846',
  'Time 1700000000000, hash 3f2504e04f8911d39a0c0305e82c3301.',
  'UUID 3f2504e0-4f89-11d3-9a0c-0305e82c3301, commit 7812a92.',
  'Drawing 12-345-67, norm DIN 1028-3, ISO 13616-1:2020, RFC 5322.',
  'Figures of 2019/2020: 120 340 560 780 and 0.125 0.250 0.375.',
  'The phone costs 899 and has 4096 MB; mobile data 100 200 300.',
  'Call 911 or 112; call 5 times in 2000 days.',
  'Cell 12345678 of the table, passport photos 35 x 45 mm, passport 2024.',
  'Account manager 12345678 is a label; the bank holds 20 000 000.',
  'M8x20 screws, 100-240 V, 50/60 Hz, 1920x1080, 16:9, A4 210 x 297.',
  'Route 20-00-01, bus 205, ZIP 90210-1234, W1A 1AA.',
  'Table 3: 4521 7789 1200 3345 5567, 0123 4567.',
  'Score 0.0912 0.1234 0.5678 and 05 06 07 08.',
  'Page 12-15, chapter 3.2.1.4, 007-2 in stock, lot 0815-4711.',
] as const;

const cases = Object.entries(telling).flatMap(([kind, lines]) => lines.map((line) => ({ kind, line })));
const marks = /<<([^<>]+)>>/g;

describe('redact', () => {
  it.each(cases)('takes out $kind: $line', ({ line }) => {
    const text = line.replace(marks, '$1');
    expect(left(text)).toBe(line.replace(marks, '[gone]'));
    // What stands behind keeps its place.
    expect(redact(text)).toHaveLength(text.length);
  });

  it.each(harmless)('leaves alone what only looks like it: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('takes out only the kinds that are asked for', () => {
    expect(redact('a@b.example 4111111111111111', ['card'])).toBe(`a@b.example ${'█'.repeat(16)}`);
  });

  const lines = [...cases.map(({ line }) => line.replace(marks, '$1')), ...harmless];
  const pieces = lines.flatMap((line) => line.split(/(?<=[ :,;.])/));
  const soup = fc
    .array(fc.constantFrom(...pieces, ' ', '\n', '-', '0', '+'), { maxLength: 40 })
    .map((all) => all.join(''));

  it('keeps the length of any text, and finds nothing more in what it gives', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const once = redact(text);
        expect(once).toHaveLength(text.length);
        expect(redact(once)).toBe(once);
        // Only whole characters become bars.
        expect([...once].every((one, at) => one === '█' || one === [...text][at])).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('never touches a text without digits and at signs', () => {
    const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/[@\d]/.test(text));
    fc.assert(fc.property(plain, (text) => void expect(redact(text)).toBe(text)));
  });

  it('takes time in proportion to the text, whatever that is', () => {
    const parts = fc.constantFrom('1', '-', ' ', '.', '@', 'a', '+', '(', ')', 'AB12 ', 'tel ', 'SSN: ', '0', '00');
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 12 }), (given) => {
        const text = given.join('').repeat(Math.ceil(20_000 / given.join('').length));
        const from = performance.now();
        redact(text);
        expect(performance.now() - from).toBeLessThan(1_500);
      }),
      { numRuns: 60 },
    );
  });
});
