/** The report's own style: greys, one cold colour for the detector, one warm for alerts; shapes differ too. */
export const styleSheet = `
:root{color-scheme:light dark;--bg:#fff;--text:#20262b;--muted:#515a62;--line:#cbd0d4;--soft:#eef0f1;--own:#1a5795;--warm:#b0200f;--event:#737c8440;--band:#20262b26;--score:#4d565e}
@media (prefers-color-scheme:dark){:root{--bg:#191c1f;--text:#dde1e4;--muted:#a0a9b1;--line:#393f45;--soft:#24282c;--own:#7fb6ec;--warm:#ff7a68;--event:#a0a9b140;--band:#dde1e433;--score:#b4bcc3}}
@media print{:root{color-scheme:light;--bg:#fff;--text:#000;--muted:#333;--line:#bbb;--soft:#f2f2f2;--own:#1a5795;--warm:#b0200f;--event:#737c8440;--band:#20262b26;--score:#4d565e}}
*,*::before{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:28px;line-height:1.2;margin:0 0 12px;overflow-wrap:anywhere}
h2{font-size:20px;margin:40px 0 12px;padding-top:12px;border-top:1px solid var(--line)}
h3{font-size:15px;margin:20px 0 4px;overflow-wrap:anywhere}
p{margin:4px 0 12px;max-width:75ch}
.kicker{color:var(--muted);margin:0}
.lead{font-size:17px}
.caution{border-left:4px solid var(--warm);padding:4px 12px;background:var(--soft)}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
p code{white-space:nowrap}
.key{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:1px;background:var(--line);border:1px solid var(--line);margin:20px 0}
.key div{background:var(--bg);padding:10px 14px}
.key dt{color:var(--muted)}
.key dd{margin:0;font-size:22px;font-weight:600}
.key small{display:block;font-size:13px;font-weight:400;color:var(--muted);min-height:1.5em}
.scroll{overflow-x:auto;margin:8px 0 12px}
table{border-collapse:collapse;font-size:14px;min-width:100%}
th,td{padding:4px 10px;text-align:right;border-bottom:1px solid var(--line);font-weight:400;vertical-align:baseline}
td{white-space:nowrap}
thead th{color:var(--muted);vertical-align:bottom;min-width:6em}
thead th.word{text-align:left}
tbody th,th:first-child{text-align:left;padding-left:0;min-width:10em;overflow-wrap:anywhere}
td:has(.word),td.word{text-align:left;white-space:normal;min-width:8em}
tr.ours th,tr.ours td{background:var(--soft)}
tr.missed td:nth-child(4),tr.standing td:nth-child(4){font-weight:600}
.plot{display:grid;grid-template-columns:56px 1fr;margin:0;padding-right:20px;break-inside:avoid}
.plot .ylabel{grid-column:1/3;color:var(--muted);font-size:13px;margin-bottom:8px}
.plot .xlabel{grid-column:2;color:var(--muted);font-size:13px;text-align:right}
.plot .area{position:relative;border-left:1px solid var(--muted);border-bottom:1px solid var(--muted)}
.plot svg{position:absolute;inset:0;width:100%;height:100%;overflow:hidden}
.wide .area,.wide .yticks{height:200px}
.square .area{aspect-ratio:1/.8}
.yticks,.xticks{position:relative;font-size:12px;color:var(--muted)}
.yticks span{position:absolute;right:6px;white-space:nowrap;transform:translateY(50%);line-height:1}
.xticks{grid-column:2;height:20px}
.xticks span{position:absolute;top:3px;transform:translateX(-50%);line-height:1;white-space:nowrap}
svg path,svg rect{fill:none;vector-effect:non-scaling-stroke}
.grid{stroke:var(--line);stroke-width:1;opacity:.6}
.score{stroke:var(--score);stroke-width:1}
path.band{fill:var(--band)}
path.event{fill:var(--event)}
.level{stroke:var(--warm);stroke-width:1.5;stroke-dasharray:6 3}
.own{stroke:var(--own);stroke-width:2.5}
.base{stroke:var(--muted);stroke-width:1.25}
.b2{stroke-dasharray:8 3}.b3{stroke-dasharray:2 3}.b4{stroke-dasharray:8 3 2 3}.b5{stroke-dasharray:14 4}
.chance{stroke:var(--muted);stroke-width:1;stroke-dasharray:4 4;opacity:.7}
.whisker{stroke:var(--text);stroke-width:1.5}
path.misses{fill:var(--event)}
path.alarms{fill:var(--warm);fill-opacity:.35}
.mark{position:absolute;width:0;height:0}
.mark::before{content:"";position:absolute;left:calc(-1*var(--r,5px));top:calc(-1*var(--r,5px));width:calc(2*var(--r,5px));height:calc(2*var(--r,5px));border-radius:50%}
.dot::before{background:var(--text)}
.ring::before{border:2px solid var(--warm);background:var(--bg)}
.scores{break-inside:avoid}
.lane{display:grid;grid-template-columns:56px 1fr;padding-right:20px;font-size:12px;color:var(--muted);margin:2px 0 0;align-items:center}
.lane div{position:relative;height:10px;background:var(--soft)}
.lane i{position:absolute;top:0;bottom:0;min-width:2px}
.lane i.event{background:var(--muted)}
.lane i.alert{background:var(--warm);top:2px;bottom:2px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px 32px;align-items:start}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;padding:0;margin:8px 0;font-size:14px}
.legend .mark{position:relative;display:inline-block;margin:0 12px 4px 20px}
.legend li>i{display:inline-block;width:20px;height:10px;margin-right:8px}
.legend i.misses{background:var(--event)}.legend i.alarms{background:var(--warm);opacity:.35}
.legend svg{width:40px;height:10px;margin-right:6px}
.method dt{color:var(--muted);margin-top:8px}
.method dd{margin:0;max-width:80ch}
@media (max-width:640px){main{padding:16px 14px 48px}.pair{grid-template-columns:1fr}h1{font-size:24px}.lead{font-size:16px}.wide .area,.wide .yticks{height:150px}.wide .xticks span:nth-child(even){display:none}.key{grid-template-columns:1fr 1fr}.key div:last-child{grid-column:1/-1}}
@media print{main{max-width:none;padding:0}h2{break-after:avoid}article,tr,.pair>div{break-inside:avoid}.scroll{overflow:visible}}
`;
