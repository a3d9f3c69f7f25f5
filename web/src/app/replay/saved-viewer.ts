/** The small viewer inside of a saved page: it only reads what the page has, and asks nobody. */

/** What the script hashes to, for the page's own rules: change both together, a test holds them to it. */
export const SCRIPT_HASH = 'sha256-4Xlt7ZUXHgOWaNfEhUshLCxK10gbLQPnKe/6Yb953b8=';

export const SCRIPT = `(()=>{'use strict';
const all=(query)=>[...document.querySelectorAll(query)];
const get=(id)=>document.getElementById(id);
const [bar,time,search,people]=['at','time','search','people'].map(get);
const rows=all('#rows>li');
const two=(n)=>String(n).padStart(2,'0');
const clock=(s)=>{const m=Math.floor(s/60);return m<60?m+':'+two(Math.floor(s%60)):Math.floor(m/60)+':'+two(m%60)+':'+two(Math.floor(s%60))};
const move=(scroll)=>{
const at=Number(bar.value)+0.999;let last=null;
for(const row of rows){const past=Number(row.dataset.at)<=at;row.classList.toggle('future',!past);row.classList.remove('now');if(past&&!row.hidden)last=row}
if(last){last.classList.add('now');if(scroll)last.scrollIntoView({block:'nearest'})}
time.textContent=clock(Number(bar.value));
for(const person of people.children){const there=person.dataset.spans.split(',').some((span)=>{const [from,to]=span.split(' ').map(Number);return from<=at&&at<to+1});person.classList.toggle('there',there);person.title=there?people.dataset.there:''}
};
const folded=(text)=>text.normalize('NFKD').replace(/[\\p{M}\\p{Cf}]/gu,'').toLowerCase();
const filter=()=>{
const groups=new Set(all('#tools input[data-group]:checked').map((box)=>box.dataset.group));
const wanted=folded(search.value.trim());
for(const row of rows)row.hidden=!groups.has(row.dataset.group)||!folded(row.textContent).includes(wanted);
move(false)};
bar.addEventListener('input',()=>move(true));
search.addEventListener('input',filter);
for(const box of all('#tools input[data-group]'))box.addEventListener('change',filter);
const go=(at,scroll)=>{bar.value=String(Math.floor(Number(at)));move(scroll)};
for(const row of rows)row.addEventListener('click',(event)=>{const place=event.target.closest('[data-go]');if(place)go(place.dataset.go,true);else if(!event.target.closest('a'))go(row.dataset.at,false)});
get('viewer').hidden=false;move(false)})();`;

export const STYLE = `:root{color-scheme:dark light;font:16px/1.5 system-ui,sans-serif}body{max-width:1000px;margin:0 auto;padding:20px}h1{margin:0;overflow-wrap:anywhere}p{margin:4px 0;overflow-wrap:anywhere}h2{font-size:1.05rem}#viewer{position:sticky;top:0;padding:8px 0;background:Canvas}#viewer svg{display:block;width:100%;height:40px;fill:color-mix(in srgb,CanvasText 30%,transparent)}#at{width:100%;margin:0}#tools{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center}#time{min-width:4em;font-weight:700;font-variant-numeric:tabular-nums}main{display:grid;grid-template-columns:2fr 1fr;gap:24px}ol,ul{margin:0;padding:0;list-style:none}li{padding:3px 8px;border-radius:6px;overflow-wrap:anywhere}#rows li{display:flex;gap:12px;cursor:pointer;scroll-margin-top:140px}li[hidden]{display:none!important}time{flex:none;min-width:3.5em;opacity:.7;font-variant-numeric:tabular-nums}.future{opacity:.5}.now{background:color-mix(in srgb,CanvasText 12%,transparent)}.there{font-weight:700}small{opacity:.7;font-weight:400}.said{white-space:pre-wrap}.who,.mention{font-weight:600}button{padding:0;border:0;background:none;color:LinkText;font:inherit;cursor:pointer}code{padding:0 3px;border-radius:4px;background:color-mix(in srgb,CanvasText 12%,transparent)}@media(max-width:700px){main{grid-template-columns:1fr}}`;
