/** How the page looks; light and dark as the reader's system is. */
export const style = `
:root{--bg:#fff;--fg:#1c2128;--soft:#57606a;--line:#d0d7de;--heat:10,108,189;--onheat:#fff;--bad:#b3261e;--good:#1a7f37;--focus:#bf5af2}
@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--soft:#9da7b3;--line:#3d444d;--heat:74,163,255;--onheat:#06131f;--bad:#ff8a80;--good:#56d364;--focus:#d2a8ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:96rem;padding:1rem 1.5rem 3rem;background:var(--bg);color:var(--fg);font:16px/1.45 system-ui,sans-serif}
h1{margin:.5rem 0 0;font-size:1.6rem}h2{font-size:1.15rem;margin:.2rem 0}
.facts,#how,small{color:var(--soft)}
.skip{position:absolute;left:-100rem}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem}
.figures{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:1rem 0}.figures div{display:flex;flex-direction:column-reverse}
.figures dt{color:var(--soft);font-size:.85rem}.figures dd{margin:0;font-size:1.7rem;font-variant-numeric:tabular-nums}
.bad dd,.o{color:var(--bad)}
.views{border:0;padding:0;margin:.5rem 0;display:flex;gap:1rem}.views legend{float:left;margin-right:1rem;padding:0}
.tools{margin:.5rem 0 1rem;display:flex;gap:.6rem;align-items:center;flex-wrap:wrap}
fieldset label{display:inline-flex;align-items:baseline;gap:.25rem;white-space:nowrap}
input[type=search]{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:6px;padding:.35rem .6rem;min-width:18rem}
.scroll{overflow:auto;border:1px solid var(--line);border-radius:8px;max-height:75vh}
table{border-collapse:separate;border-spacing:0;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.5rem .7rem;color:var(--soft)}
th,td{padding:.3rem .5rem;border-bottom:1px solid var(--line);text-align:left;white-space:nowrap;font-weight:400;background:var(--bg)}
thead th{vertical-align:bottom;font-weight:600}
th.r{text-align:center;border-left:1px solid var(--line)}
th.t{padding:.3rem .2rem}th.t span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:13rem;overflow:hidden;text-overflow:ellipsis}
tbody th{position:sticky;left:0;max-width:26rem;overflow:hidden;text-overflow:ellipsis}
td.c{min-width:2.4rem;text-align:center;cursor:pointer;border-left:1px solid var(--line);background-image:linear-gradient(rgba(var(--heat),var(--h)),rgba(var(--heat),var(--h)))}
td.c.full{color:var(--onheat);font-weight:600}
td.c.up{box-shadow:inset 0 -3px var(--good)}td.c.down{box-shadow:inset 0 -3px var(--bad)}
td.c[aria-selected=true]{outline:3px solid var(--focus);outline-offset:-3px}
:focus-visible{outline:3px solid var(--focus);outline-offset:-3px}
tfoot th,tfoot td{border-bottom:0;font-weight:600}
tr[hidden]{display:none}
#why{margin-top:1rem;padding:1rem;border:1px solid var(--line);border-radius:8px}
#answer li{margin:.2rem 0;overflow-wrap:anywhere}
@media(prefers-reduced-motion:no-preference){td.c{transition:background-image .15s}}
@media print{.tools,.views,#why,.skip{display:none}.scroll{max-height:none;overflow:visible}}
`
