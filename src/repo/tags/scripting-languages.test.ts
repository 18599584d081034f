import { describeLanguages } from './languages.contract.ts'

describeLanguages({
  bash: {
    source: `source "$DIR/lib.sh"
. ./env.sh
export SIDE=1
open() { turn "$SIDE" | wrap "\${OTHER:-x}"; }
function close { open; }
`,
    definitions: ['variable SIDE 3-3', 'function open 4-4', 'function close 5-5'],
    references: 'call source, call ., call turn, attribute SIDE, call wrap, attribute OTHER, call open'.split(
      ', ',
    ),
    imports: ['$DIR/lib.sh:', './env.sh:'],
  },
  javascript: {
    source: `const util = require('./util'), { one, two: deux } = require("./two")
class Box extends ns.Base {
  #size = 1
  static make = () => new Box()
  get open() { return <Lid.Top side={LIMIT} /> }
}
exports.run = util.go
module.exports.fly = 1
`,
    definitions: [
      'variable util 1-1',
      'class Box 2-6',
      'variable #size 3-3 in Box',
      'function make 4-4 in Box',
      'function open 5-5 in Box',
      'variable run 7-7',
      'variable fly 8-8',
    ],
    references:
      'type Base, call Box, type Lid, call Top, attribute LIMIT, attribute go, attribute exports, import one, import two'.split(
        ', ',
      ),
    imports: ['./util:', './two: one two'],
  },
  lua: {
    source: `local util = require("a.util")
local M = {}
function M.open(x)
  turn(x)
  M:close()
  return x.edge
end
function M:close() end
local function inner() util.wrap() end
M.late = function() stop() end
return M
`,
    definitions: [
      'variable util 1-1',
      'variable M 2-2',
      'function open 3-7',
      'function close 8-8',
      'function inner 9-9',
      'function late 10-10',
    ],
    references: 'call require, call turn, call close, attribute edge, call wrap, call stop'.split(', '),
    imports: ['a.util:'],
  },
  php: {
    source: `<?php
namespace App\\Models;
use A\\Key as K;
use B\\{C, D};
use function e\\f;
require_once 'lid.php';
#[Cached]
final class Box extends Base implements Shape {
  use Traits\\Loud;
  const MAX = 1;
  private ?Lid $lid = null;
  public function __construct(private Key $key) {}
  function open(Key|Other $k): Lid { turn(self::MAX); $k->close(); Lid::make(Side::Left); if ($k instanceof Wood) {} return new Hinge($k->edge); }
}
enum Side { case Left; }
function top() { try {} catch (Bad $e) {} }
`,
    definitions: [
      'class Box 7-14',
      'variable MAX 10-10 in Box',
      'variable lid 11-11 in Box',
      'function __construct 12-12 in Box',
      'variable key 12-12 in __construct',
      'function open 13-13 in Box',
      'class Side 15-15',
      'variable Left 15-15 in Side',
      'function top 16-16',
    ],
    references:
      'type Cached, type Base, type Shape, type Loud, type Lid, type Key, type Other, call turn, attribute MAX, call close, call make, type Side, attribute Left, type Wood, call Hinge, attribute edge, type Bad, import Key, import C, import D, import f'.split(
        ', ',
      ),
    imports: ['A\\Key: Key', 'C: C', 'D: D', 'e\\f: f', 'lid.php:'],
  },
  powershell: {
    source: `Import-Module Lid
class Box { [Lid] Open([Key]$k) { return $this.Turn($k.Edge) } }
enum Side { Left }
function Open-Box { Stop-Turn $x }
`,
    definitions: ['class Box 2-2', 'function Open 2-2 in Box', 'class Side 3-3', 'function Open-Box 4-4'],
    references: 'call Import-Module, type Lid, type Key, call Turn, attribute Edge, call Stop-Turn'.split(
      ', ',
    ),
    imports: [],
  },
  python: {
    source: `from a.b import helper
import x.y as z
LIMIT, MORE = 1, 2
first = second = 3
type Pair[T] = tuple[T, T]
if CHECK:
    maybe = 1
try:
    import fast
except ImportError:
    fast = None
@z.cached(1)
class Box(base.Base, metaclass=Meta):
    size: "Size[int]" = 0
    def open(self, x: Key | None, *rest: List[Lid]) -> "Hinge":
        self.turn(x.edge, helper)
        self.kept = isinstance(x, Wood)
        match = re.match('a', x)
        match match:
            case Point(x=1): pass
        try: pass
        except (Bad, sub.Worse) as e: raise Other from e
        return [LIMIT for _ in make()]
`,
    definitions: [
      'variable LIMIT 3-3',
      'variable MORE 3-3',
      'variable first 4-4',
      'variable second 4-4 in first',
      'type Pair 5-5',
      'variable maybe 7-7',
      'variable fast 11-11',
      'class Box 12-23',
      'variable size 14-14 in Box',
      'function open 15-23 in Box',
    ],
    references:
      'type T, type tuple, attribute CHECK, type ImportError, call cached, type Base, type Meta, type Size, type int, type Key, type List, type Lid, type Hinge, call turn, attribute edge, attribute kept, call isinstance, type Wood, call match, type Point, type Bad, attribute Worse, type Other, attribute LIMIT, call make, import helper'.split(
        ', ',
      ),
    imports: ['a.b: helper', 'x.y:', 'fast:'],
  },
  r: {
    source: `library(dplyr)
source("a.R")
open <- function(x, y = 1) {
  turn(x$edge)
  pkg::wrap(y)
}
MAX <- 3
setClass("Box", representation(x = "numeric"))
setMethod("show", "Box", function(object) cat(1))
`,
    definitions: ['function open 3-6', 'variable MAX 7-7', 'class Box 8-8', 'function show 9-9'],
    references:
      'call library, call source, call turn, attribute edge, call wrap, call setClass, call representation, call setMethod, call cat'.split(
        ', ',
      ),
    imports: ['dplyr:', 'a.R:'],
  },
  ruby: {
    source: `require 'lid'
require_relative "../key"
module N
  class Box < Base::Thing
    include Shape
    attr_accessor :size, :depth
    MAX = 1
    alias_method :fresh, :stale
    def open(x)
      turn(x)
      local = helper
      Hinge.new(N::Key)
      reset
    end
    def self.make; end
    class << self
      def build; end
    end
  end
end
`,
    definitions: [
      'module N 3-20',
      'class Box 4-19 in N',
      'function size 6-6 in Box',
      'function depth 6-6 in Box',
      'variable MAX 7-7 in Box',
      'function fresh 8-8 in Box',
      'function open 9-14 in Box',
      'function make 15-15 in Box',
      'function build 17-17 in Box',
    ],
    references:
      'call require, call require_relative, type Base, type Thing, call include, type Shape, call attr_accessor, call alias_method, call turn, call helper, type Hinge, call new, type N, type Key, call reset'.split(
        ', ',
      ),
    imports: ['lid:', '../key:'],
  },
  tsx: {
    source: `export function Page({ title }: Props): JSX.Element {
  const onClick = useCallback(() => open(title), [])
  return <Frame.Outer title={props.title} on={onClick}><Text /></Frame.Outer>
}
`,
    definitions: ['function Page 1-4'],
    references:
      'type Props, attribute JSX, type Element, call useCallback, call open, type Frame, call Outer, attribute title, call Text, attribute Outer'.split(
        ', ',
      ),
    imports: [],
  },
  typescript: {
    source: `import { a as b, type T, default as d } from './a.ts'
import type { U } from './u'
export { v } from './v'
const { q: r } = require('./q')
@Injectable()
export abstract class Box<K> extends ns.Base implements Shape {
  #secret = 1
  handler = () => this.turn()
  constructor(private readonly lid: Lid) {}
  open(key: Key<Edge>): Promise<Lid> {
    this.#hide(key.edge)
    return make(new Hinge(), Side.Left, onDone)
  }
  abstract close(): void
}
interface Shape { area(): number; size: Size }
enum Side { Left, Right = 2 }
declare function outer(x: typeof b): x is Yes
namespace N { export const inner = 1 }
export default function () { lazy(() => import('./z')) }
`,
    definitions: [
      'class Box 5-15',
      'variable #secret 7-7 in Box',
      'function handler 8-8 in Box',
      'function constructor 9-9 in Box',
      'function open 10-13 in Box',
      'function close 14-14 in Box',
      'class Shape 16-16',
      'function area 16-16 in Shape',
      'variable size 16-16 in Shape',
      'class Side 17-17',
      'variable Left 17-17 in Side',
      'variable Right 17-17 in Side',
      'function outer 18-18',
      'module N 19-19',
      'variable inner 19-19 in N',
    ],
    references:
      'call Injectable, type K, type Base, type Shape, call turn, type Lid, type Key, type Edge, type Promise, call #hide, attribute edge, call make, call Hinge, type Side, attribute Left, type Size, type Yes, call lazy, import a, import T, import U, import v, import q'.split(
        ', ',
      ),
    imports: ['./a.ts: a T', './u: U', './v: v', './q: q', './z:'],
  },
})
