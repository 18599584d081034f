import { describeLanguages } from './languages.contract.ts'

describeLanguages({
  c: {
    source: `#include "lid.h"
#include <stdio.h>
#define MAX 1
#define CHECK(x) turn(x)
typedef struct box { int size; struct lid *lid; } box_t;
typedef int (*handler)(int);
struct ops { int (*open)(struct box *b); };
enum side { LEFT };
static const struct ops box_ops = { .open = box_open };
#ifdef SLOW
int proto(int);
#endif
static char **make(key_t *k)
{
	int local = 1, *p;
	ops->open(k->edge);
	register_cb(on_turn);
	return wrap(MAX);
}
int (*pointer)(int) = make;
`,
    definitions: [
      'variable MAX 3-3',
      'function CHECK 4-4',
      'type box_t 5-5',
      'class box 5-5 in box_t',
      'variable size 5-5 in box',
      'variable lid 5-5 in box',
      'type handler 6-6',
      'class ops 7-7',
      'variable open 7-7 in ops',
      'class side 8-8',
      'variable LEFT 8-8 in side',
      'variable box_ops 9-9',
      'function proto 11-11',
      'function make 13-19',
      'variable pointer 20-20',
    ],
    references:
      'type lid, type box, type ops, attribute open, attribute box_open, attribute SLOW, type key_t, call open, attribute edge, call register_cb, attribute on_turn, call wrap, attribute MAX, attribute make'.split(
        ', ',
      ),
    imports: ['lid.h:', 'stdio.h:'],
  },
  'c-sharp': {
    source: `using A.B;
using static C.D;
using E = F.G;
namespace N {
[Cached]
class Box<T> : Base, N.IShape<T> where T : Bound {
  private readonly Lid _lid;
  public event Handler Opened;
  public int Size { get; set; }
  async Task<Lid> Open(Key k) { Turn(); k?.Close(); Make<Foo>(Side.Left); return new List<Hinge>(k.Edge); }
}
enum Side { Left }
record Point(int X);
interface IShape { void Area(); }
}
`,
    definitions: [
      'class Box 5-11',
      'variable _lid 7-7 in Box',
      'variable Opened 8-8 in Box',
      'variable Size 9-9 in Box',
      'function Open 10-10 in Box',
      'class Side 12-12',
      'variable Left 12-12 in Side',
      'class Point 13-13',
      'class IShape 14-14',
      'function Area 14-14 in IShape',
    ],
    references:
      'type Cached, type Base, type IShape, type T, type Bound, type Lid, type Handler, type Task, type Key, call Turn, call Close, call Make, type Foo, type Side, attribute Left, call List, type Hinge, attribute Edge, import B, import D, import G'.split(
        ', ',
      ),
    imports: ['A.B: B', 'C.D: D', 'F.G: G'],
  },
  cpp: {
    source: `#include "lid.h"
namespace n::m {
template <class T> class Box : public Base<T> {
 public:
  Box(int x) : size_(x) {}
  ~Box();
  int area() const;
  static Box *make(Key k);
  int operator()(int);
  int size_;
};
}
void n::Box::open(int x) { std::vector<Lid> v(x); auto f = make<Hinge>(x); a::b::c(); lid->close(); throw Bad(); }
using Alias = Box<int>;
template <typename T> T &pick(T &t) { Foo local(t); return t; }
int counter = 0;
`,
    definitions: [
      'module m 2-12',
      'class Box 3-11 in m',
      'function Box 5-5 in Box',
      'function ~Box 6-6 in Box',
      'function area 7-7 in Box',
      'function make 8-8 in Box',
      'function operator() 9-9 in Box',
      'variable size_ 10-10 in Box',
      'function open 13-13',
      'type Alias 14-14',
      'function pick 15-15',
      'variable counter 16-16',
    ],
    references:
      'type T, type Base, attribute size_, attribute x, type Box, type Key, attribute open, type std, type vector, type Lid, type x, call make, type Hinge, type a, type b, call c, call close, call Bad, type Foo, type t'.split(
        ', ',
      ),
    imports: ['lid.h:'],
  },
  dart: {
    source: `import "package:a/key.dart";
export 'x.dart';
@cached
class Box<T> extends Base with M implements Shape {
  final Lid lid = make();
  Box(this.x);
  Box.named();
  List<Lid> open(Key key) {
    this.turn(key.edge);
    return new Hinge(1);
  }
  int get area => 1;
}
mixin M {}
enum Side { left }
typedef P = Pair;
void main() {
  run();
}
const top = 3;
`,
    definitions: [
      'class Box 3-13',
      'variable lid 5-5 in Box',
      'function Box 6-6 in Box',
      'function named 7-7 in Box',
      'function open 8-11 in Box',
      'function area 12-12 in Box',
      'class M 14-14',
      'class Side 15-15',
      'variable left 15-15 in Side',
      'type P 16-16',
      'function main 17-19',
      'variable top 20-20',
    ],
    references:
      'call cached, type T, type Base, type M, type Shape, type Lid, call make, type Box, type List, type Key, call turn, attribute edge, call Hinge, type int, type Pair, call run'.split(
        ', ',
      ),
    imports: ['package:a/key.dart:', 'x.dart:'],
  },
  go: {
    source: `package p

import (
	f "x/y"
	"z/w/v2"
)

type Box[T any] struct {
	Lid
	size, depth int
	key *pkg.Key
}

type Shape interface { Area() int }
type Alias = Box[int]

func (b *Box[T]) Open(k Key) error {
	defer b.turn()
	go f.Wrap[int](k.Edge)
	handle("/", onOpen)
	return &Hinge{Side: left}
}

const (
	Max = iota
	min
)
var ( one = 1 )
`,
    definitions: [
      'class Box 8-12',
      'variable size 10-10 in Box',
      'variable depth 10-10 in Box',
      'variable key 11-11 in Box',
      'class Shape 14-14',
      'function Area 14-14 in Shape',
      'type Alias 15-15',
      'function Open 17-22',
      'variable Max 25-25',
      'variable min 26-26',
      'variable one 28-28',
    ],
    references:
      'type any, type Lid, type int, type Key, type Box, type T, type error, call turn, type Wrap, attribute Edge, call handle, attribute onOpen, type Hinge, attribute Side, attribute left, import y, import w'.split(
        ', ',
      ),
    imports: ['x/y: y', 'z/w/v2: w'],
  },
  java: {
    source: `package a;
import a.b.Key;
import static a.C.d;
import x.y.*;
@Cached
public class Box<T> extends Base implements Shape<T> {
  @Inject private final Lid<T> lid = null;
  enum Side { LEFT, RIGHT }
  Box() { super(); }
  List<Lid> open(Key k) throws Bad { turn(MAX); Stream.of(Lid::close); return new ArrayList<Hinge>(k.edge); }
}
record Point(int x) { }
@interface Cached { int value(); }
`,
    definitions: [
      'class Box 5-11',
      'variable lid 7-7 in Box',
      'class Side 8-8 in Box',
      'variable LEFT 8-8 in Side',
      'variable RIGHT 8-8 in Side',
      'function Box 9-9 in Box',
      'function open 10-10 in Box',
      'class Point 12-12',
      'class Cached 13-13',
      'function value 13-13 in Cached',
    ],
    references:
      'type Cached, type T, type Base, type Shape, type Inject, type Lid, type List, type Key, type Bad, call turn, attribute MAX, type Stream, call of, call close, call ArrayList, type Hinge, attribute edge, import Key, import d'.split(
        ', ',
      ),
    imports: ['a.b.Key: Key', 'a.C.d: d', 'x.y.*:'],
  },
  kotlin: {
    source: `package a.b
import a.b.Key
import c.d.*
@Cached
class Box<T>(val size: Int) : Base(), Shape {
  companion object { const val MAX = 1 }
  val lid: Lid = make()
  override fun open(key: Key): List<Lid> { turn(key.edge); a.b.wrap(Hinge()); return this.lid?.close() }
}
interface Shape { fun area(): Int }
object Single
enum class Side { LEFT }
typealias Two = Pair<Box, Box>
fun Box.ext() = 1
`,
    definitions: [
      'class Box 4-9',
      'variable size 5-5 in Box',
      'variable MAX 6-6 in Box',
      'variable lid 7-7 in Box',
      'function open 8-8 in Box',
      'class Shape 10-10',
      'function area 10-10 in Shape',
      'class Single 11-11',
      'class Side 12-12',
      'variable LEFT 12-12 in Side',
      'type Two 13-13',
      'function ext 14-14',
    ],
    references:
      'type Cached, type T, type Int, type Base, type Shape, type Lid, call make, type Key, type List, call turn, attribute edge, attribute b, call wrap, call Hinge, attribute lid, call close, type Pair, type Box, import Key'.split(
        ', ',
      ),
    imports: ['a.b.Key: Key', 'c.d.*:'],
  },
  rust: {
    source: `use a::b::{Key, c::{self, D as E}, *};
use std::io::Result as IoResult;
mod lid;
#[derive(Debug, Clone)]
pub struct Box<T> { lid: Lid<T> }
enum Side { Left(Key), Right }
trait Shape { type Out; fn area(&self) -> f64; }
impl<T> Shape for Box<T> where T: Bound {
    fn open(&self) -> Result<Lid> { self.turn(); util::wrap::<Foo>(1); check!(x, inner(LIMIT)); Side::Left(MAX) }
}
macro_rules! check { () => {} }
`,
    definitions: [
      'class Box 5-5',
      'variable lid 5-5 in Box',
      'class Side 6-6',
      'variable Left 6-6 in Side',
      'variable Right 6-6 in Side',
      'class Shape 7-7',
      'type Out 7-7 in Shape',
      'function area 7-7 in Shape',
      'scope Box 8-10',
      'function open 9-9 in Box',
      'function check 11-11',
    ],
    references:
      'call derive, type Debug, type Clone, type T, type Lid, type Key, type Shape, type Bound, type Result, call turn, call wrap, type Foo, call check, call inner, attribute LIMIT, type Side, call Left, attribute MAX, import Key, import D, import Result'.split(
        ', ',
      ),
    imports: ['a::b: Key', 'a::b::c:', 'a::b::c: D', 'a::b:', 'std::io: Result', 'lid:'],
  },
  scala: {
    source: `package a.b
import a.b.Key
import c.{D, E => F}
@cached
class Box[T](val size: Int) extends Base with Shape {
  val lid: Lid = make()
  def open(key: Key): List[Lid] = { turn(key.edge); new Hinge(); a wrap b; util.close[X](1) }
}
trait Shape { def area: Int }
object Single { type P = Pair }
enum Side { case Left }
`,
    definitions: [
      'class Box 4-8',
      'variable lid 6-6 in Box',
      'function open 7-7 in Box',
      'class Shape 9-9',
      'function area 9-9 in Shape',
      'class Single 10-10',
      'type P 10-10 in Single',
      'class Side 11-11',
      'variable Left 11-11 in Side',
    ],
    references:
      'type cached, type Int, type Base, type Shape, type Lid, call make, type Key, type List, call turn, attribute edge, call Hinge, call wrap, call close, type X, type Pair, import Key, import D, import E'.split(
        ', ',
      ),
    imports: ['a.b: Key', 'c: D', 'c: E'],
  },
  solidity: {
    source: `import "./Lid.sol";
import {Key} from "./Key.sol";
contract Box is Base, Shape {
  uint256 public size;
  event Opened(address who);
  struct S { uint a; }
  enum Side { Left }
  modifier onlyOwner() { _; }
  constructor(uint x) {}
  function open(Key k) public onlyOwner returns (Lid) { turn(k.edge); lib.wrap(1); emit Opened(msg.sender); return new Hinge(); }
}
interface Shape { function area() external; }
`,
    definitions: [
      'class Box 3-11',
      'variable size 4-4 in Box',
      'variable Opened 5-5 in Box',
      'class S 6-6 in Box',
      'class Side 7-7 in Box',
      'variable Left 7-7 in Side',
      'function onlyOwner 8-8 in Box',
      'function constructor 9-9 in Box',
      'function open 10-10 in Box',
      'class Shape 12-12',
      'function area 12-12 in Shape',
    ],
    references:
      'type Base, type Shape, type Key, call onlyOwner, type Lid, call turn, attribute edge, call wrap, call Opened, attribute sender, call Hinge, import Key'.split(
        ', ',
      ),
    imports: ['./Lid.sol:', './Key.sol: Key'],
  },
  swift: {
    source: `import Foundation
class Box<T>: Base, Shape {
  let lid: Lid = make()
  init(x: Int) {}
  func open(_ key: Key) -> [Lid] { self.turn(key.edge); return Hinge().close() }
}
struct S { var area: Int { 1 } }
protocol Shape { func area() -> Int }
enum Side { case left }
extension Box { func ext() {} }
typealias P = Pair
`,
    definitions: [
      'class Box 2-6',
      'variable lid 3-3 in Box',
      'function init 4-4 in Box',
      'function open 5-5 in Box',
      'class S 7-7',
      'variable area 7-7 in S',
      'class Shape 8-8',
      'function area 8-8 in Shape',
      'class Side 9-9',
      'variable left 9-9 in Side',
      'scope Box 10-10',
      'function ext 10-10 in Box',
      'type P 11-11',
    ],
    references:
      'type T, type Base, type Shape, type Lid, call make, type Int, type Key, call turn, attribute edge, call Hinge, call close, type Pair'.split(
        ', ',
      ),
    imports: ['Foundation:'],
  },
  zig: {
    source: `const std = @import("std");
const util = @import("util.zig");
pub const Box = struct {
    lid: Lid,
    pub fn open(self: *Box, key: Key) !Lid {
        self.turn(key.edge);
        return make(Hinge{ .a = 1 });
    }
};
fn main() void { util.wrap(); }
var top: u32 = 3;
`,
    definitions: [
      'variable std 1-1',
      'variable util 2-2',
      'class Box 3-9',
      'variable lid 4-4 in Box',
      'function open 5-8 in Box',
      'function main 10-10',
      'variable top 11-11',
    ],
    references:
      'type Lid, type Box, type Key, call turn, attribute edge, call make, call Hinge, attribute a, call wrap'.split(
        ', ',
      ),
    imports: ['std:', 'util.zig:'],
  },
})
