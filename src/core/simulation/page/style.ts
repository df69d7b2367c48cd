/** Steps of heat that the map tells apart; see `td.c[data-h]`. */
export const heatSteps = 10

const heats = Array.from(
  { length: heatSteps },
  (_, step) => `td.c[data-h="${step + 1}"]{--h:${(0.2 + (0.8 * (step + 1)) / heatSteps).toFixed(2)}}`,
).join('')

/**
 * How the page looks; light and dark as the reader's system is, light on paper. The fullest heat leaves the text of a cell
 * a contrast of 5 to 1 in both. What colour says, a word, a number or a sign says too.
 */
export const style = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2128;--soft:#57606a;--line:#d0d7de;--heat:90,165,236;--bad:#b3261e;--good:#1a7f37}
@media screen and (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--soft:#9da7b3;--line:#3d444d;--heat:31,95,168;--bad:#ff8a80;--good:#56d364}}
@media print{:root{color-scheme:light}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:96rem;padding:1rem clamp(.6rem,3vw,1.5rem) 3rem;background:var(--bg);color:var(--fg);font:1rem/1.45 system-ui,sans-serif;overflow-wrap:anywhere}
h1{margin:.5rem 0 0;font-size:1.6rem}h2{font-size:1.15rem;margin:.2rem 0}h3{font-size:1rem;margin:.8rem 0 .2rem}
.facts,#how,small{color:var(--soft)}
.skip{position:absolute;left:-100rem}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem;z-index:3}
.figures{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:1rem 0}.figures div{display:flex;flex-direction:column-reverse}
.figures dt{color:var(--soft);font-size:.85rem}.figures dd{margin:0;font-size:1.7rem;font-variant-numeric:tabular-nums}
.bad dd,.o{color:var(--bad)}
.views{border:0;padding:0;margin:.5rem 0;display:flex;flex-wrap:wrap;gap:.2rem 1rem}.views legend{float:left;margin-right:1rem;padding:0}
.tools{margin:.5rem 0 1rem;display:flex;gap:.6rem;align-items:center;flex-wrap:wrap}
fieldset label{display:inline-flex;align-items:baseline;gap:.25rem;white-space:nowrap;min-height:1.5rem}
input[type=search],button{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--soft);border-radius:6px;padding:.35rem .6rem}
input[type=search]{width:18rem;max-width:100%}
.scroll{overflow:auto;border:1px solid var(--line);border-radius:8px;max-height:75vh}
table{border-collapse:separate;border-spacing:0;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.5rem .7rem;color:var(--soft)}
th,td{overflow-wrap:break-word;padding:.3rem .5rem;border-bottom:1px solid var(--line);text-align:left;font-weight:400;background-color:var(--bg)}
thead{position:sticky;top:0;z-index:2}
thead th{vertical-align:bottom;font-weight:600}
th.r{text-align:center;border-left:1px solid var(--line)}
th.t{padding:.3rem .2rem}th.t span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:13rem}
small{display:block;white-space:nowrap}
tbody th{overflow-wrap:anywhere;position:sticky;left:0;z-index:1;min-width:9rem;max-width:min(26rem,38vw)}
td.c{min-width:2.4rem;text-align:center;white-space:nowrap;cursor:pointer;border-left:1px solid var(--line);background-image:linear-gradient(rgba(var(--heat),var(--h,0)),rgba(var(--heat),var(--h,0)));print-color-adjust:exact;-webkit-print-color-adjust:exact}
${heats}
td.c.up{box-shadow:inset 0 -3px var(--good)}td.c.down{box-shadow:inset 0 -3px var(--bad)}
td.c i{font-style:normal;font-size:.7em;margin-left:.15em}
td.c[aria-selected=true]{outline:3px dashed var(--fg);outline-offset:-3px}
:focus-visible{outline:3px solid var(--fg);outline-offset:2px}
.scroll:focus-visible,#why:focus-visible{outline-offset:-3px}
td.c:focus{outline:3px solid var(--fg);outline-offset:-3px;box-shadow:inset 0 0 0 5px var(--bg)}
tfoot th,tfoot td{border-bottom:0;font-weight:600}
[hidden]{display:none!important}
#why{position:relative;margin-top:1rem;padding:1rem;border:1px solid var(--line);border-radius:8px}
#why button{float:right}
#answer li{margin:.2rem 0}
#answer ul ul{color:var(--soft)}
@media(max-width:40rem),(max-height:30rem){thead{position:static}tbody th{min-width:7.6rem}}
@media(prefers-reduced-motion:no-preference){td.c{transition:background-image .15s}}
@media print{@page{size:landscape;margin:1cm}body{font-size:.75rem;max-width:none;padding:0}.tools,.views,.skip,#why button,#how{display:none}.scroll{max-height:none;overflow:visible;border:0}thead{position:static;display:table-header-group}tbody th{position:static}tr{break-inside:avoid}}
`
