import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createTempDir, sha256 } from '../../std/index.ts'
import { frozenEnvironments, readFrozenEnvironment } from './frozen-environment.ts'

const frozen = frozenEnvironments()
const table = JSON.parse(readFileSync(new URL('./tables/frozen.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, readonly { readonly of: string }[]>
>
const groups = Object.entries(table).flatMap(([project, rows]) =>
  rows.map(({ of }) => of.split(' ').map((number) => `${project}-${number}`)),
)
const ids = groups.flat()

describe('frozen environments', () => {
  it('are there for 500 instances, each named once', () => {
    expect(ids).toHaveLength(500)
    expect(new Set(ids).size).toBe(500)
    expect(ids.filter((id) => frozen(id) === undefined)).toEqual([])
  })

  it('are the 63 texts that SWE-bench 4.1.0 has', () => {
    expect(groups.map(([id = '']) => [id, sha256(frozen(id) ?? '')])).toEqual(hashes)
    const lines = ids.map((id) => `${id} ${sha256(frozen(id) ?? '')}\n`)
    expect(sha256(lines.sort().join(''))).toBe(hashOfAll)
  })

  it('are YAML that names each package once, with its version', () => {
    for (const [id = ''] of groups) {
      const { dependencies, ...rest } = parse(frozen(id) ?? '') as {
        readonly dependencies: readonly (string | { readonly pip: readonly string[] | null })[]
      }
      expect(rest).toEqual({
        name: 'testbed',
        channels: ['defaults', 'conda-forge'],
        prefix: '/opt/miniconda3/envs/testbed',
      })
      const conda = dependencies.filter((item) => typeof item === 'string')
      const pip = dependencies.flatMap((item) => (typeof item === 'string' ? [] : (item.pip ?? [])))
      expect(conda.filter((pin) => !/^[\w.-]+=[\w.!+]+=\w+$/.test(pin))).toEqual([])
      expect(pip.filter((pin) => !/^[\w.-]+==[\w.!+]+$/.test(pin))).toEqual([])
      for (const pins of [conda, pip])
        expect(new Set(pins.map((pin) => pin.split('=')[0])).size).toBe(pins.length)
    }
  })

  it.each(['django__django-1', 'django__django', 'DJANGO__DJANGO-11790', 'constructor', ''])(
    'are not there for %j',
    (id) => {
      expect(frozen(id)).toBeUndefined()
    },
  )
})

describe('readFrozenEnvironment', () => {
  it('finds the file of an instance in a folder', async () => {
    await using temp = await createTempDir()
    await mkdir(join(temp.path, 'pallets__flask/12'), { recursive: true })
    await writeFile(join(temp.path, 'pallets__flask/12/environment.yml'), 'name: testbed\r\n')
    expect(await readFrozenEnvironment(temp.path, 'pallets__flask-12')).toBe('name: testbed\n')
    expect(await readFrozenEnvironment(temp.path, 'pallets__flask-13')).toBeUndefined()
    expect(await readFrozenEnvironment(temp.path, 'nothing')).toBeUndefined()
  })

  it('takes an empty file for none, as upstream does', async () => {
    await using temp = await createTempDir()
    await mkdir(join(temp.path, 'pallets__flask/12'), { recursive: true })
    await writeFile(join(temp.path, 'pallets__flask/12/environment.yml'), '')
    expect(await readFrozenEnvironment(temp.path, 'pallets__flask-12')).toBeUndefined()
  })
})

/** SHA-256 of the lines `<instance id> <SHA-256 of its text>`, sorted. */
const hashOfAll = 'e692232677021e341cc5727bbcf74baecbe77239727467137ba77d3910623deb'

/** The first instance of each group, in the table's order, and the SHA-256 of its text. */
const hashes = [
  ['pytest-dev__pytest-7982', '2b415825253c127f6abadde5e5011abdcfe2212cff0469d80fec1b694c4b16a1'],
  ['pytest-dev__pytest-10051', 'c29104d952af744b2dfa14f4ef752ec66cb3d30de45e081173b7a178e8a88c14'],
  ['pytest-dev__pytest-10356', '4fd89bfee74643a98eb9ac1956ddd7f37bf62dff0a78903bc636cd25f7580a54'],
  ['pytest-dev__pytest-7324', '8f1ab34f3350706b31606ba50268e4aa15595f13e782a52f29cc22793b2df8b5'],
  ['pytest-dev__pytest-7432', 'c8f0270581d14fcb2bd5195b56c886992063be33dcf5231994b2755d52c16b73'],
  ['pytest-dev__pytest-7205', '079966981e4f5818771c349f4db008525332fcc15f20500a984bd2c78d01043a'],
  ['pytest-dev__pytest-5787', '67bd70195c2938bc2a7a66ffc6e5e55fa7b8d03ed21a84575520564cf73b8010'],
  ['pytest-dev__pytest-5631', 'bbd8fa3e28e7a151d680f99118852320e2657f8e97862252db57578a58991560'],
  ['pytest-dev__pytest-5809', 'c6fd0c020be47790c2838f76108acdc9925698de59e172e4ca4e00d9a6ba5a66'],
  ['pytest-dev__pytest-5262', '403ff0f375a15f8e70a3f6d90528e07c8f185e22a8dde48bd2f0a93d22728da0'],
  ['sympy__sympy-13372', '9bdbb8cda71c2324ec2014a008422c620ad6e1d3ea5ad6ff6b2d2fbf91033567'],
  ['sympy__sympy-11618', '7e0852a867999879fc18d4c200e12bfca4759674d0ff61a0f6974a721fd37d56'],
  ['psf__requests-1142', 'd683258cf56777fd9b48a729ba26a95ae58f48dbfbe8edcddb7ae9000bcb82b3'],
  ['psf__requests-5414', '7ff9c7aafd0d4bd23ebe517bb01f1b762694340e73fb5e25438714dfafe40f64'],
  ['astropy__astropy-13398', '3367b191c0dd8bd95ff94bda117cb535d2386607fd3e026c68429375643f8af1'],
  ['astropy__astropy-12907', 'c2590b2aedc3e8c87ee9c1e81c6bbae444bb221fba91a155c3653c5ed75aceb7'],
  ['astropy__astropy-8707', '710c878ea0f061a08ce5ef93b17f72ce7a0478e1225d0b29edc1b2f7b352c395'],
  ['astropy__astropy-7166', '9480aa4d4e504f58e091fac823a56e9555fc9ace6f958a6284dac363c50d10e1'],
  ['sphinx-doc__sphinx-10673', 'db60254c27cc4186babde1be7113ff88ba024490c9a4d24ac09ac7d6921c4648'],
  ['sphinx-doc__sphinx-10435', 'fd0d289167728e36143c3c4e6e96910665ad1a15f52c6ee309d65dc3bf210912'],
  ['sphinx-doc__sphinx-10614', '35f3b5e453ea0c4fbe521589b4896a5b83604000883b114085818016e69b3d65'],
  ['sphinx-doc__sphinx-10323', '42a48bbd1cc520379663d3033972f3d15df3a696e863ad41fbb9095a1a2a134e'],
  ['sphinx-doc__sphinx-8548', 'c9104721e228da0fa41706392cfb4428e35533336b48b41ac97cedce1b40ab29'],
  ['sphinx-doc__sphinx-9229', '0b8080eb9a468f5e73eacebceff33985d2cb24ef83cbbed66b62dda28f44f9bd'],
  ['sphinx-doc__sphinx-7440', 'ffae3ee10575312e589db9975ce800ef78361dab888a2f5ec349d03e7c7d5421'],
  ['sphinx-doc__sphinx-8621', 'e3778fa7e3fdbf90072e30167533689cb0ff2f36c713e22756221a4d393d5b36'],
  ['sphinx-doc__sphinx-8035', '1ddbab7c780388cbde9f4b797975fa13aef6df6af7c34412722fc34dd418f935'],
  ['django__django-7530', 'c240a80f7ab8e1f0a047a4f68d498fe750f2c8c40cebcc4719fcd1265f273e25'],
  ['django__django-10097', '8b4c45057c4cc4afa93d8d6043857d364b3fb208f6dc5e23c2c2cf1fe678c466'],
  ['django__django-12754', '8e3042f426929234073b18cc2f513b8060c38002ca5f3ef3350240d96919cc5c'],
  ['django__django-9296', '0e2cf1ac06e2b6471c49044f97ccb3ae46ee1e2519c1ae6d33d4bfc820df6240'],
  ['django__django-16950', '0d20261df4e04c3be7d6dfb1f75cb5cde49bd0a8811cd79e451db93f8fbdc0a8'],
  ['django__django-16454', '44023de7a3f5b04b47df17ac4b36cd4b0045d99b2240fb62a22022ac12cde286'],
  ['django__django-14725', '26bcaf92892065e110718b6094b4550c7c56961933a56f90b91bd992134dd116'],
  ['django__django-13809', '0a852e3c05cf7d7771eb77e15bc3e0c984238345cf13059d6ac42ee7e42befca'],
  ['pylint-dev__pylint-8898', 'fcef61d0ca7afae9ed8d0b81ee95400b1e8d4e0664e214e9c4750ad8bbcd17c4'],
  ['pylint-dev__pylint-7277', '15b402f80e677b786d01803fbf9ea9aed80d806aac82c5d8d9bb31c1810b327f'],
  ['pylint-dev__pylint-6903', 'a3f6713d2a6100005eb6dcdca79991f4d85e93d9466f4fde8f8ead938831318e'],
  ['pylint-dev__pylint-6386', '3a088cf42153118f37185445fd170362065f9a3a69f512c34da33139efd22ff2'],
  ['pylint-dev__pylint-4661', '925b100c3672f600807db85aaff3de2cb15c19b7aa126acbb1e944beee437032'],
  ['pylint-dev__pylint-4970', 'b21226830eebe675ca64e481964bcf306fee58ea767821e305dbaa57b36cd902'],
  ['pylint-dev__pylint-4551', '7d52f971b2fced4442e82cc9e9763ff6ef4e51fc6be5c768386e89215acc1d09'],
  ['mwaskom__seaborn-3069', '1352d6decce6f95ccc2f948b9a11bea103383fdf824b48e9e272b222d94e3eb5'],
  ['mwaskom__seaborn-3187', '9409822426ba68b09135b6bd89fe5bcd31bcb304f4e6c4f292532b8813a9a74f'],
  ['pallets__flask-5014', 'a2eaf87d32c0ba498ef140d81d8b667e4da95781c30989987f794fe18a7ff7a1'],
  ['scikit-learn__scikit-learn-11578', '6bbdbac9fedb1e231e79b496b8b7ef53697e38c7c8fcec5d5f4011f7a915aba6'],
  ['scikit-learn__scikit-learn-10297', 'd38103c267ea686d96826f7b02b5f0da667777f073a1fc644a943afd9a2245a3'],
  ['scikit-learn__scikit-learn-9288', '4649225bced91db6396c9f3b9351a466544c9dc693c21f49da8dc68655af840d'],
  ['scikit-learn__scikit-learn-25747', '39529594f7850e24254c3307cb3abb156cf5a2b160afdb76bf3402d68cbe1b73'],
  ['scikit-learn__scikit-learn-25102', '5fc879dfb0ddb38a3b9e04511af2ab1ab4eb33a4cf1a31d7c818b24d7e3e3b42'],
  ['pydata__xarray-6461', '3ed5f219e7863e6ebf99ed143b03ff8cbdf44ed4efd29c498fbe848cf0e13bdc'],
  ['pydata__xarray-6721', 'a72027f533ceb81441e82c3f15027a404b5256984567dfc0c91600efade0466c'],
  ['pydata__xarray-7229', '16d351004d2be87d72da266422e7caba832844e13afff5263599df8c651eeb41'],
  ['pydata__xarray-2905', '56c96dc325da161594f2162e2ff5fdaefe86e58cc48c0a35f325b0115617becd'],
  ['pydata__xarray-6599', '7bfcb898f82e55e2060bb10dc8112a6bd7bf6591ee107b194b00f48578e72a96'],
  ['matplotlib__matplotlib-14623', '857bada1bcf1744eea8e2c01f4825c3b3ae5471afa85f55946685c883be0c90d'],
  ['matplotlib__matplotlib-13989', '3665194004b46e9abcc8192ff3eb1d067712cd80fcea0497f806bc6c19d8d920'],
  ['matplotlib__matplotlib-20488', '8cddfee3de1f9aa509e742814374fcb44debf6c2103aadc4b6e25ca779484fb8'],
  ['matplotlib__matplotlib-22719', 'f53f6c9583d926f2243d1dcc5d81c5a5be95ef71c8340eb40cb18a1af52e26c9'],
  ['matplotlib__matplotlib-25332', 'ae8d61759ac5b0299d08cbe0f5bb917df7883222a782085c5b1ba5a2af640eb2'],
  ['matplotlib__matplotlib-22865', 'bffdaa47fe3850cb64e2194d048cd9b3f4fd97e0d5fdb035737df971ff5610af'],
  ['matplotlib__matplotlib-24026', '6d0ad7c207b3ff845d3311c1ac9f6eefd3a27f23307e1c8b1105560f5773feb7'],
  ['matplotlib__matplotlib-25287', '39f80270df7e93ff48993971fbb3b1c5ab85eabc3c85fbf1f005c3361146ae10'],
]
