import { styleSheet } from '../style-sheet.ts';

/** The report's style with what only this page needs. */
export const compressionStyle = `${styleSheet}
td small{display:block;font-size:12px;color:var(--muted)}
.wide .area,.wide .yticks{height:300px}
.mark.bubble b{position:absolute;left:-12px;top:-8px;width:24px;text-align:center;font-size:11px;line-height:16px;font-weight:600;color:var(--bg)}
.mark.hollow::before{background:var(--bg);border:2px solid var(--muted)}
.mark.bubble.hollow b{color:var(--text)}
.mark.bubble.dot::before{box-shadow:0 0 0 1px var(--bg)}
.mark.behind::before{opacity:.35}
.mark.bubble.behind b{display:none}
.mark.chosen::before{background:var(--own)}
.mark.speck::before{--r:3px;background:var(--muted)}
.findings{max-width:75ch;padding-left:20px}.findings li{margin:4px 0}
tbody th{min-width:11em}
@media (max-width:640px){.wide .area,.wide .yticks{height:260px}}
`;
