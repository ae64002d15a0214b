import { expect, test } from 'vitest';
import { html, trusted } from './html.ts';

test('what is put in is escaped, in text and in attributes', () => {
  const name = `<img src=x onerror='a("b")'> & co`;
  expect(html`<p title="${name}">${name}</p>`.markup).toBe(
    '<p title="&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt; &amp; co">' +
      '&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt; &amp; co</p>',
  );
});

test('markup goes in as it is, lists are joined, null is nothing, numbers are numbers', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
  expect(html`<ul>${items}</ul>${null}${0}${trusted('<hr>')}`.markup).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>0<hr>',
  );
});
