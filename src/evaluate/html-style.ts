/** The look of a report, light or dark as the reader's system has it. */
export const htmlStyle = `
:root { color-scheme: light dark; --paper: #fbfbf9; --card: #fff; --ink: #1c1f22; --soft: #646a70; --line: #dedfda;
  --accent: #1f6f5c; --one: #a8691a; --good: #1f6f5c; --bad: #b3432f; }
@media (prefers-color-scheme: dark) { :root { --paper: #15181a; --card: #1d2124; --ink: #e7e8e6; --soft: #9aa1a6;
  --line: #343a3e; --accent: #63c5a9; --one: #e2a95c; --good: #63c5a9; --bad: #f08c76; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 980px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 26px; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 40px 0 10px; }
h3 { font-size: 16px; margin: 0; overflow-wrap: anywhere; }
p { margin: 4px 0; }
.soft { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { color: var(--soft); font-weight: 500; text-align: right; white-space: nowrap; }
td { text-align: right; white-space: nowrap; }
th, td { padding: 5px 10px; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child, .left { text-align: left; }
td.wide { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 220px; }
svg { width: 100%; max-width: 720px; height: auto; display: block; font: 12px system-ui, sans-serif; }
.grid { stroke: var(--line); } .tick { fill: var(--soft); } .name, .value { fill: var(--ink); }
.interval { stroke: var(--accent); stroke-width: 5; stroke-linecap: round; opacity: 0.35; }
.dot, .bar { fill: var(--accent); }
.interval.one { stroke: var(--one); } .dot.one, .bar.one { fill: var(--one); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; margin: 14px 0;
  overflow-wrap: anywhere; }
.asked { display: flex; gap: 14px; align-items: flex-start; }
.asked > div { min-width: 0; }
.asked img { width: 96px; height: 96px; object-fit: contain; border-radius: 4px; }
ol.hits { list-style: none; margin: 12px 0 0; padding: 0; display: grid; gap: 10px;
  grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); }
ol.hits li { border: 1px solid var(--line); border-radius: 6px; padding: 8px; font-size: 12px; overflow-wrap: anywhere; }
ol.hits li.relevant { border-color: var(--good); box-shadow: inset 3px 0 var(--good); }
ol.hits img { width: 100%; height: 110px; object-fit: contain; display: block; margin-bottom: 6px; }
.good { color: var(--good); } .bad { color: var(--bad); }
.words { display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical; overflow: hidden; color: var(--soft); }
.side { font-weight: 600; color: var(--accent); } .side.one { color: var(--one); }
.sides { display: grid; grid-template-columns: auto 1fr; gap: 0 10px; margin: 10px 0; overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 16px; margin-top: 12px; }
.pair ol.hits { grid-template-columns: 1fr; margin-top: 6px; gap: 6px; }
.pair ol.hits li { display: flex; gap: 10px; align-items: flex-start; }
.pair ol.hits img { width: 72px; height: 56px; flex: none; margin: 0; }
.pair .words { -webkit-line-clamp: 2; }
.pair details { margin-top: 6px; font-size: 13px; }
@media (max-width: 560px) { svg.dots { font-size: 16px; overflow: visible; } }
summary { cursor: pointer; }
`;
