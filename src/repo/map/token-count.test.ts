import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../std/index.ts'
import { countTokens, weighTokens } from './token-count.ts'

/** The more demanding of two tokenizers that are in wide use. */
function countTruly(text: string): number {
  return Math.max(countO200k(text), countCl100k(text))
}

const random = createRandom(7)
const pick = (signs: string, length: number): string =>
  Array.from({ length }, () => signs.charAt(Math.floor(random.next() * signs.length))).join('')
const small = 'abcdefghijklmnopqrstuvwxyz'
const letters = small + small.toUpperCase()

const go = `package cart

import (
	"errors"
	"fmt"
)

// Total adds up prices and takes the discount off.
func (c *Cart) Total(ctx context.Context, discount float64) (float64, error) {
	if discount < 0 || discount > 1 {
		return 0, fmt.Errorf("bad discount %f: %w", discount, errors.ErrUnsupported)
	}
	sum := 0.0
	for _, item := range c.items {
		sum += item.Price * float64(item.Count)
	}
	return sum * (1 - discount), nil
}
`
const java = `package org.shop.cart;

import java.util.List;

public final class ShoppingCart implements Iterable<LineItem> {
    private static final int MAX_ITEMS = 1000;
    private final List<LineItem> lineItems;

    @Override
    public BigDecimal calculateTotal(Currency currency) throws UnknownCurrencyException {
        return lineItems.stream()
            .map(lineItem -> lineItem.getUnitPrice().multiply(lineItem.getQuantity()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
`
const rust = `use std::collections::HashMap;

/// Finds what is in stock.
impl<'a, T: Clone + Send> Inventory<'a, T> {
    pub fn find_by_name(&self, name: &str) -> Option<&Entry<T>> {
        self.entries.iter().filter(|e| !e.is_hidden).find(|e| e.name == name)
    }

    fn insert_all(&mut self, new: HashMap<String, T>) -> Result<(), InventoryError> {
        for (key, value) in new.into_iter() {
            self.entries.push(Entry { name: key, value: value.clone(), is_hidden: false });
        }
        Ok(())
    }
}
`
const cpp = `#include <vector>

namespace geometry {
template <typename T>
class BoundingBox : public Shape<T> {
 public:
  explicit BoundingBox(const std::vector<Point<T>>& points) noexcept;
  virtual ~BoundingBox() = default;
  bool contains(const Point<T>& p) const { return p.x >= min_.x && p.x <= max_.x; }

 private:
  Point<T> min_{0, 0}, max_{0, 0};
};
}  // namespace geometry
`
const ruby = `module Shop
  class Cart < ApplicationRecord
    has_many :line_items, dependent: :destroy
    validates :currency, presence: true

    def total_price(discount: 0)
      line_items.sum { |item| item.unit_price * item.quantity } * (1 - discount)
    end
  end
end
`

const read = (folder: string, ending: string): string => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith(ending),
  )
  if (names.length === 0) throw new Error(`no file in ${folder} ends in ${ending}`)
  return names
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('')
}
const ordinary: Readonly<Record<string, () => string>> = {
  TypeScript: () => read('src/repo', '.ts'),
  Python: () => read('bench', '.py'),
  JavaScript: () => read('node_modules/commander/lib', '.js'),
  Markdown: () => read('docs', '.md'),
  Go: () => go,
  Java: () => java,
  Rust: () => rust,
  'C++': () => cpp,
  Ruby: () => ruby,
}
const hostile: Readonly<Record<string, () => string>> = {
  'minified text': () => read('node_modules/diff/dist', '.min.js').slice(0, 50_000),
  base64: () => pick(`${letters}0123456789+/`, 8000),
  hex: () => pick('0123456789abcdef', 8000),
  'long runs of digits': () => pick('0123456789', 8000),
  'rows of letters': () => Array.from({ length: 800 }, () => pick(small, 9)).join('_'),
  'rows of capitals': () => Array.from({ length: 800 }, () => pick(small.toUpperCase(), 6)).join(' '),
  'rows of signs': () => pick('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', 4000),
  Chinese: () => '这个函数计算所有价格的总和，并减去折扣。如果列表为空，则返回零。'.repeat(20),
  Japanese: () => 'この関数はすべての価格を合計し、割引を差し引きます。空ならゼロを返す。'.repeat(20),
  Korean: () => '이 함수는 모든 가격을 더하고 할인을 뺍니다. 비어 있으면 0을 반환합니다.'.repeat(20),
  'rare characters': () => '龘靐齉爩麤鱻⎛⎝⎞⎠₁₂𝔸𝕓ᚠᛇᚻ'.repeat(40),
  emoji: () => '😀👩‍👩‍👧‍👦🏳️‍🌈🤷🏽‍♂️🇩🇪✨'.repeat(40),
  blanks: () => Array.from({ length: 200 }, (_, width) => `${' '.repeat(width)}x\n`).join(''),
  tabs: () => Array.from({ length: 100 }, (_, width) => `${'\t'.repeat(width % 9)}x\r\n`).join(''),
}

describe('countTokens', () => {
  it.each(Object.entries(ordinary))('is above the truth on %s, by less than half', (_, text) => {
    const truth = countTruly(text())
    expect(countTokens(text())).toBeGreaterThanOrEqual(truth)
    expect(countTokens(text())).toBeLessThan(1.5 * truth)
  })

  it.each(Object.entries(hostile))('is above the truth on %s', (_, text) => {
    expect(countTokens(text())).toBeGreaterThanOrEqual(countTruly(text()))
  })

  it('is over the truth by a quarter on the code of this repository', () => {
    const text = read('src/app', '.ts')
    expect(countTokens(text) / countTruly(text)).toBeLessThan(1.3)
  })

  it('adds up over lines', () => {
    const line = fc.string({ unit: 'binary' }).map((text) => `${text.replaceAll('\n', '')}\n`)
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const sum = lines.reduce((total, text) => total + weighTokens(text), 0)
        expect(weighTokens(lines.join(''))).toBeCloseTo(sum)
      }),
    )
  })
})
