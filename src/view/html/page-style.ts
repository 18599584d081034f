/** Everything that the page looks like: no other file, no font, no script. */
export const pageStyle = `
:root { color-scheme: light dark; --back: #fbfbfa; --card: #fff; --text: #1d1d1b; --soft: #66665f; --line: #dedcd5;
  --good: #0b6e3a; --bad: #b3261e; --note: #8a5a00; --add: #e3f4e6; --del: #fce8e6; --hunk: #eef0f7; --bar: #4a6fa5; }
@media (prefers-color-scheme: dark) { :root { --back: #16171a; --card: #1e2024; --text: #e6e5e1; --soft: #a3a29b;
  --line: #383a40; --good: #6fcf97; --bad: #f28b82; --note: #e0b15e; --add: #16301f; --del: #3a1d1c; --hunk: #262a38; --bar: #7ea6e0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0.2rem 0; } h2 { font-size: 1.1rem; margin: 2rem 0 0.5rem; } h3 { font-size: 1rem; margin: 1rem 0 0.3rem; }
pre, code, td.code { font: 0.85rem/1.45 ui-monospace, Menlo, Consolas, monospace; }
pre { margin: 0.5rem 0; padding: 0.6rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
pre.text { white-space: pre-wrap; }
details { background: var(--card); border: 1px solid var(--line); border-radius: 6px; margin: 0.5rem 0; padding: 0.4rem 0.7rem; }
details details { border-style: dashed; } summary { cursor: pointer; padding: 0.2rem 0; }
.facts { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0.3rem 0; padding: 0; list-style: none; color: var(--soft); }
.facts b { color: var(--text); font-weight: 600; }
.badge { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 0.6rem; font-size: 0.85rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .note { color: var(--note); } .soft { color: var(--soft); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; min-width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.25rem 0.6rem 0.25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal; }
td.code { overflow-wrap: anywhere; min-width: 12rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.diff { padding: 0.4rem 0; } .diff span { display: block; padding: 0 0.6rem; white-space: pre; min-width: max-content; }
.diff .add { background: var(--add); } .diff .del { background: var(--del); } .diff .hunk { background: var(--hunk); color: var(--soft); }
.diff .file { font-weight: 600; }
.lane { display: grid; grid-template-columns: minmax(5rem, 9rem) 1fr; gap: 0.6rem; align-items: center; margin: 0.25rem 0; font-size: 0.85rem; }
.track { position: relative; height: 1.1rem; background: var(--hunk); border-radius: 3px; }
.track i { position: absolute; top: 0; bottom: 0; border-radius: 3px; background: var(--bar); opacity: 0.45; min-width: 2px; }
.track b { position: absolute; top: 0; bottom: 0; width: 2px; background: var(--text); }
.track b.test { background: var(--good); } .track b.failed { background: var(--bad); }
ul { padding-left: 1.2rem; } footer { margin-top: 3rem; color: var(--soft); font-size: 0.85rem; }
`
