import type { Page } from './page.ts';

/** A shop page with all the furniture round the text that a reader must learn to ignore. */
function shopPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>${title} | Fjell &amp; Hearth</title>
  <meta name="description" content="${title} at Fjell &amp; Hearth, makers of outdoor gear and furniture.">
  <style>body{font-family:sans-serif;max-width:60rem;margin:auto}nav a{margin-right:1rem}</style>
</head>
<body>
  <header>
    <nav><a href="/">Home</a> <a href="/tents">Tents</a> <a href="/chairs">Chairs</a> <a href="/basket">Basket (0)</a> <a href="/account">Sign in</a></nav>
    <div class="banner">Autumn fair: free engraving on every axe until Sunday!</div>
  </header>
  <main>
    <article>
${body}
    </article>
  </main>
  <aside><h2>You may also like</h2><ul><li><a href="/lamps">Lamps for long evenings</a></li><li><a href="/mugs">Mugs</a></li></ul></aside>
  <footer><p>Subscribe to our letter. <a href="/privacy">Privacy</a> <a href="/imprint">Imprint</a></p><p>Fjell &amp; Hearth is an invented company.</p></footer>
  <script>window.visits = (window.visits || 0) + 1;</script>
</body>
</html>
`;
}

export const policies: readonly Page[] = [
  {
    file: 'care/warranty-and-returns.html',
    text: shopPage(
      'Warranty and returns',
      `      <h1>Warranty and returns</h1>
      <h2 id="returns">Returns</h2>
      <p>You may send back anything you have not used within <strong>60 days</strong> of delivery. The refund
      goes to the card you paid with, within 7 days of the parcel reaching us. Return labels are valid for 14 days.</p>
      <p>Engraved axes and knives, opened mugs with a printed name, and gift cards cannot be returned.</p>
      <figure><img src="images/parcel.png" alt="A parcel box with tape over every edge"><figcaption>Use the box it came in.</figcaption></figure>
      <h2 id="warranty">Warranty</h2>
      <table>
        <thead><tr><th>Product group</th><th>Warranty</th><th>Covers</th></tr></thead>
        <tbody>
          <tr><td>Furniture frames</td><td>10 years</td><td>Joints, legs, splitting wood</td></tr>
          <tr><td>Tents and backpacks</td><td>5 years</td><td>Seams, poles, zippers</td></tr>
          <tr><td>Jackets and boots</td><td>3 years</td><td>Seams, soles, snaps</td></tr>
          <tr><td>Lamps and lanterns</td><td>2 years</td><td>Electronics; the battery for 1 year</td></tr>
        </tbody>
      </table>
      <p>Normal wear, fading by the sun and damage by pets are not covered. To claim, fill in form W-3 and add one
      photo of the fault. We answer within 3 working days and bear the postage both ways.</p>`,
    ),
  },
  {
    file: 'care/shipping.html',
    text: shopPage(
      'Shipping',
      `      <h1>Shipping</h1>
      <p>Orders placed before 13:00 on a working day leave the same day. We ship to the Nordic countries, the
      United Kingdom and the European Union. We do not ship anywhere else at present.</p>
      <table>
        <thead><tr><th>Parcel</th><th>Price</th><th>Time</th></tr></thead>
        <tbody>
          <tr><td>Small (up to 5 kg)</td><td>$6</td><td>2 to 4 working days</td></tr>
          <tr><td>Large (up to 25 kg)</td><td>$19</td><td>3 to 6 working days</td></tr>
          <tr><td>Furniture and canoes</td><td>$85</td><td>by appointment, within 15 working days</td></tr>
        </tbody>
      </table>
      <p>Small parcels are free from $120. Tents count as small parcels, whatever they weigh.</p>
      <h2>Lost parcels</h2>
      <p>If tracking has not moved for <strong>5 working days</strong>, write to us. We search for 3 days, then send
      a replacement or the money, as you prefer.</p>
      <figure><img src="../products/Loon.jpg" alt="A red canoe on a beach at sunset" width="320"><figcaption>Canoes travel wrapped in old blankets.</figcaption></figure>`,
    ),
  },
];
