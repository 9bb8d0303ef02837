import type { Page } from './page.ts';

export const repairNotes: readonly Page[] = [
  {
    file: 'care/zipper-care.md',
    text: `# Why does the zipper keep catching?

Nine times out of ten a zipper catches for one of three reasons: grit between the teeth, a slider
that has spread, or lining cloth that is sewn too close to the track. All three can be put right at
the kitchen table.

## Find out which one it is

| What you see | Likely cause | What to do |
| --- | --- | --- |
| It stops at the same place every time | Cloth caught in the track | Free the cloth, then trim loose threads |
| It runs stiffly everywhere | Sand, salt or dried wax | Clean and lubricate |
| The teeth open again behind the slider | The slider has spread | Squeeze the slider |
| The slider has come off one side | The bottom stop is gone | Send it to the workshop |

## Clean and lubricate

![A brush held over a row of zipper teeth, with arrows along the track](images/zipper-brush.png)

1. Close the zipper and brush both sides with an old toothbrush.
2. Wash the track with lukewarm water and a drop of soap. Let it dry for 2 hours.
3. Rub a plain paraffin candle or graphite pencil along the teeth. Never use cooking oil: it holds the grit.
4. Run the slider up and down ten times and wipe off what comes out.

Do this twice a year, or after every trip to the sea.

## Squeeze a worn slider

![Arrows press on the left and right edges of a zipper slider](images/zipper-slider.png)

Open the zipper fully. With flat pliers, press the left edge of the slider for about one second, then
the right edge. Press gently: a slider closes by less than half a millimetre. Try it, and repeat at most
twice. A slider that still lets the teeth open needs replacing; the part costs $4 and the workshop
fits it for $12. Zipper repairs on backpacks are free for the first 5 years.
`,
  },
  {
    file: 'care/rewaxing-a-canvas-jacket.md',
    text: `# Re-waxing a canvas jacket

The Tarnwax jacket keeps rain out with a dressing of beeswax and paraffin, not with a membrane. After
about 40 wet days the cloth turns pale at the elbows and shoulders, and water soaks in instead of
beading. Then it is time for new wax. Once a year is enough for most people.

## You need

- one 80 g tin of Tarn dressing (one tin does one jacket, size L)
- a bowl of hot water and a cotton rag
- a hair dryer
- newspaper and an airy room

## How to do it

1. Sponge the jacket with **cold** water. No soap: it breaks down the old wax. Let it dry overnight.
2. Stand the open tin in hot water until the wax melts at 65 °C. That takes about 10 minutes.

   ![A pan of melted wax with steam and a thermometer](images/wax-warm.png)

3. Rub a thin coat in with the rag, panel by panel. Give the seams and shoulders a second pass.
4. Warm each panel with the hair dryer for 3 minutes, until the surface stops looking greasy.
5. Hang the jacket at room temperature for 24 hours before you wear it, and 48 hours before you fold it.

## Please do not

- put it in a washing machine or tumble dryer, ever
- wax the corduroy collar or the lining
- hang it near a wood stove while it is fresh: the dressing is flammable
`,
  },
  {
    file: 'care/oiling-an-oak-chair.md',
    text: `---
title: Oiling an oak chair
applies_to: [MidnightOak, PaleHalyard, HarvestPlank]
---

# Oiling an oak chair

Our oak leaves the workshop with three coats of hard wax oil. In a heated room it dries out slowly and
needs a fresh coat **every 12 months**; in a kitchen or sun room, every 6 months.

## Which oil

| Wood | Oil | Coats | Drying between coats |
| --- | --- | --- | --- |
| Dark oak (MidnightOak) | Tinted hard wax oil, shade "Peat" | 2 | 8 hours |
| Light oak (PaleHalyard) | Clear hard wax oil with white pigment | 2 | 8 hours |
| Table tops | Clear hard wax oil | 3 | 12 hours |

Raw linseed oil also works but stays sticky for up to 5 days and turns light oak yellow.

## Step by step

1. Wipe the chair with a damp cloth and let it dry for 1 hour.
2. Sand lightly along the grain with 240 grit paper. Dust off.
3. Put on a thin coat with a lint-free rag, always along the grain.

   ![A cloth wipes along the lines of the wood grain](images/oak-grain.png)

4. After 15 minutes wipe off everything that has not soaked in.
5. Wait 8 hours, then repeat. Sit on it after 24 hours; put hot mugs on it after 7 days.

**Fire risk:** rags with oil on them can heat up and catch fire by themselves. Soak them in water or
spread them flat outdoors before you throw them away.
`,
  },
  {
    file: 'care/tent-seam-sealing.md',
    text: `# Sealing the seams of a tent

A drip above your head in steady rain usually comes through needle holes, not through the cloth. The
Stormhut and PebbleDome come with taped seams; the Ridgeback canvas tent does not and should be sealed
before its first trip.

![A tube of sealer laying a bead along a dashed line of stitches](images/seam-sealer.png)

1. Pitch the tent on a dry day between 15 °C and 25 °C, fly inside out.
2. Wipe the seams with rubbing alcohol.
3. Lay a bead of **silicone** sealer 6 mm wide over the stitches (polyurethane sealer for canvas).
4. Press it into the holes with a stiff brush.
5. Leave the tent standing for 12 hours, then dust the seams with talc so that they do not stick.

One 30 ml tube is enough for about 9 metres of seam. Sealed seams last 3 seasons. Never store a tent
damp: mildew begins after about 36 hours.

## Taped seams that peel

Cut the loose tape away, clean the strip, and iron new tape on at 110 °C through a cotton cloth, 8
seconds for each hand's width.
`,
  },
  {
    file: 'care/descaling-a-kettle.md',
    text: `# Descaling a kettle

White flakes in the tea are lime, not enamel. They are harmless, but a crust 1 mm thick makes the
kettle boil about a tenth slower.

![A kettle filled with vinegar and water](images/kettle-scale.png)

## Brim enamel kettle

1. Fill it with one part household vinegar (5 %) and two parts water.
2. Warm it to 60 °C. Do not boil: hot vinegar dulls the glaze.
3. Leave it for 30 minutes, pour out, rinse three times.

## Goose steel kettle

1. Stir 20 g of citric acid into 1 litre of water.
2. Bring it to the boil, switch off, wait 15 minutes.
3. Brush the spout with a bottle brush and rinse.

Descale every 4 weeks with hard water, every 3 months with soft water. Never use steel wool on enamel.
If the enamel is chipped on the inside, stop using the kettle and claim a replacement.

## Camp stoves

Soot on the base comes off with a paste of baking soda and water. Clear a blocked stove jet with the
0.3 mm needle from the lid, never with a knife.
`,
  },
  {
    file: 'care/washing-down.md',
    text: `# Washing a down sleeping bag

Wash the Eider bag only when it has lost its loft or smells: about once in 3 years of normal use. Air it
after every trip and it will stay fresh.

## Washing

- Use a front-loading machine of at least 8 kg. An agitator tears the baffles.
- Close the zipper, open the hood cord, turn the bag inside out.
- Wash at **30 °C** on the delicate programme with 50 ml of down soap. No softener.
- Rinse twice. Spin at 600 turns a minute at most.

## Drying

![A tumble dryer with a sleeping bag and three tennis balls](images/down-dryer.png)

Carry the wet bag in both arms; never lift it by one end. Tumble dry on low (below 50 °C) with three
clean tennis balls for 3 to 4 hours, and take it out every half hour to break up the clumps. It is dry
when no lump is left anywhere.

## Storing

Keep it loose in the large cotton sack. Down that stays in its compression sack for more than two weeks
loses loft for good.
`,
  },
  {
    file: 'care/leather-jackets.md',
    text: `# Looking after a leather jacket

For CinderRider and GarnetRoad.

- **Rain:** shake it, hang it on a broad hanger, let it dry for 24 hours away from heaters.
- **Cream:** feed the leather with colourless cream every 4 months. A walnut-sized amount does the whole jacket.
- **Stains:** blot, never rub. For grease, cover with chalk powder for 6 hours and brush off.
- **Cold:** below -5 °C leather turns stiff. Warm it up before you bend the sleeves.

The red dye of the CinderRider may rub off on light cloth during the first 10 wears. This is normal and
stops by itself. It is not a fault under the warranty.

| Part | Care |
| --- | --- |
| Zips | Paraffin, twice a year |
| Lining | Spot-clean with lukewarm water |
| Snaps | A drop of sewing machine oil |
`,
  },
  {
    file: 'care/axe-and-knife.md',
    text: `# Keeping an edge

## Splitter axe

Grind the edge at 25 degrees on a wet stone, 220 grit first, then 1000 grit. Twenty strokes a side are
enough after a weekend of firewood. Oil the ash haft with linseed oil each autumn. If the head moves,
stand the axe in linseed oil overnight; do **not** soak it in water, which loosens it again in a week.

## Burl knife

The blade is carbon steel and will rust in a wet sheath within hours.

1. Wipe it dry after use.
2. Hone it at 20 degrees a side on a 3000 grit stone.
3. Put on one drop of camellia oil.

A blue-grey bloom on the steel is patina and protects it. Orange is rust: take it off with a cork and
fine ash.
`,
  },
  {
    file: 'care/beacon-lantern.md',
    text: `# Beacon lantern: battery and updates

- A full charge takes 4.5 hours from a 10 W charger.
- Charge it before the level falls below 30 %: the update of the built-in software refuses to start below that.
- For winter storage leave it at about 60 % and charge it again after 6 months.
- The battery keeps four fifths of its capacity after 800 charges and can be replaced with one coin-slot screw.

To pair it again, hold the ring on top for 10 seconds until it blinks amber three times.
`,
  },
];
