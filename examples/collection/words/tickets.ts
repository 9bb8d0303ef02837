import type { Page } from './page.ts';

// What customers wrote. The codes and numbers they talk about are only in the screenshots beside them.
export const tickets: readonly Page[] = [
  {
    file: 'tickets/ticket-1042.txt',
    text: `From: Maren\nSubject: cannot pay\n\nHello, I tried three times to buy the dark chair for my mother's birthday. Each time a red message came up after I typed my card. The card works everywhere else. I have added a picture of the message. What does it mean, and is the chair still kept for me?\n`,
  },
  {
    file: 'tickets/ticket-1043.txt',
    text: `From: Oskar\nSubject: where is my tent\n\nWe leave for the fells on Saturday and the tent is still not here. The page has said the same thing for almost a week. Please look into it, screenshot attached.\n`,
  },
  {
    file: 'tickets/ticket-1044.txt',
    text: `From: Tove\nSubject: lantern will not update\n\nThe app asked me to update the lantern. It got halfway, blinked amber and gave up. The light still works. Do I have to send it in?\n`,
  },
  {
    file: 'tickets/ticket-1045.txt',
    text: `From: Philippa\nSubject: leather jacket return\n\nThe red jacket is lovely but the sleeves reach my knuckles. The post office would not take the parcel. The clerk said the label was no good any more.\n`,
  },
  {
    file: 'tickets/ticket-1046.txt',
    text: `From: Anders\nSubject: locked out\n\nMy daughter played with the tablet and now I cannot sign in to see my orders. How long does this last?\n`,
  },
  {
    file: 'tickets/ticket-1047.md',
    text: `# Zipper on my green backpack\n\nFrom: Liv\n\nThe slider on the front pocket **jumps off on the left side** whenever the pack is full. I have had it for almost two years:\n\n- washed once, by hand\n- used most weekends\n- no sand, no sea\n\nCan it be repaired rather than replaced? I am fond of it. The state of my claim is in the picture.\n`,
  },
  {
    file: 'tickets/ticket-1048.txt',
    text: `From: Jonas\nSubject: thank you\n\nJust to say that your colleague in the chat solved it in four minutes. I keep a picture of our talk, because I always forget which tool I need.\n`,
  },
  {
    file: 'tickets/ticket-1049.txt',
    text: `From: Birgit\nSubject: gift card\n\nCan I use what is left on my card together with the spring voucher? The page shows something but I do not understand it.\n`,
  },
  {
    file: 'tickets/ticket-1050.txt',
    text: `From: Kaspar\nSubject: wobbly stool\n\nOne leg of my three-legged stool has come loose after a winter near the stove. Is there glue you recommend, or does it go back to you? It is a year and a half old.\n`,
  },
];

export const reviews: readonly Page[] = [
  {
    file: 'reviews/porch-morning.txt',
    text: `Two winters in and not a creak. The dark stain hides the porridge and the cat. I oil it on New Year's Day and it comes up like a wet seal.\n`,
  },
  {
    file: 'reviews/first-frost.txt',
    text: `We woke to frost on the lid of the kettle and none inside the tent. The yellow one is easy to find again in a white-out, which turned out to matter. The pegs bend in frozen ground; bring your own.\n`,
  },
  {
    file: 'reviews/harbour-walk.txt',
    text: `Kept me dry on the pier for three hours of sideways rain. The hood is deep enough for a woolly hat. It crackles like a crisp packet when it is new.\n`,
  },
];

export const reviewMetadata = {
  'porch-morning.jpg': { product_id: 'MidnightOak', rating: 5, reviewer: 'Sunniva H.', date: '2025-12-30' },
  'first-frost.jpg': { product_id: 'PebbleDome', rating: 4, reviewer: 'Matti and Roos', date: '2026-01-18' },
  'harbour-walk.jpg': { product_id: 'Skerry', rating: 4, reviewer: 'Owen P.', date: '2025-10-05' },
} as const;
