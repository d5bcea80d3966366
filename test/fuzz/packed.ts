// The same pickle in every coding that Node cannot write itself, as other packers wrote it.

const decode = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

const written: Readonly<Record<string, string>> = {
  bzip2: 'QlpoOTFBWSZTWbtVs28AAA3TgEIQQEEQQD5l3gAgAFQ1AANAHqCUk9I000wT01NCBJ3qB15GdwLUcAVQKfy5yzJNEytXAYAJDXn4u5IpwoSF2q2beA==',
  xz: '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ABdACtdADGYixE931AAdgStGQX2n8XQDOxrxzNGQFr/tsmVAE3jCPrt5U48g5w+CAAAAG3h4O5ZhizmAAFHXhoQbRMftvN9AQAAAAAEWVo=',
  lzma: 'XQAAgAD//////////wAxmIsRPd9QAHYErRkF9p/F0Azsa8czRkBa/7bJlQBN4wj67eVOPIOdSQvz//+KEQAA',
  lz4: 'BCJNGGhAXgAAAAAAAABAMQAAAP8XY2J1aWx0aW5zCnByaW50CihYBQAAAGhlbGxvdFIub3JjaGFyZCAIACBQaGFyZCAAAAAA',
  zstd: 'KLUv/SBefQEAdAJjYnVpbHRpbnMKcHJpbnQKKFgFAAAAaGVsbG90Ui5vcmNoYXJkIG8BAOfzPgE=',
}

export const packed: ReadonlyMap<string, Uint8Array> = new Map(Object.entries(written).map(([coding, base64]) => [coding, decode(base64)]))

/** Archives of 7-Zip: one file, stored, with an open header; a few, with LZMA2 and a packed header. */
export const sevenZips: readonly Uint8Array[] = [
  decode('N3q8ryccAATwg16qHgAAAAAAAAAuAAAAAAAAAAVNTl5jYnVpbHRpbnMKcHJpbnQKKFgFAAAAaGVsbG90Ui4BBAYAAQkeAAcLAQABAQAMHgoBpJY66gAIAAAFARENAG0ALgBwAGsAbAAAAAAA'),
  decode([
    'N3q8ryccAAR9BCoqTAMAAAAAAAAcAAAAAAAAABO/CP/loz0C010AQAEObW2uXGXeybm8fWJ0aC6wbUQSxx4hyvtIKV7e9QlCnu76PK2BIGbWQ6MuOc/Sucuxi7XqvtToAW6CBeI3CjtyRB2/INveuqdYKfhGKB2bwGgg07XBKwOW1hBZvRqIhKjVO67ZpNL0firgBXENwo/Wq9mQIRry4MDH+/fUnc4ELyfxSKQMlBnZ5uPB',
    'HSWnPpCLzt5/zn2O0e+gdrE7d1dqGK+nYIYP3d0u6/QZUr2rl3KnrI6hZl7Sknip/2iy+Qfk7pJWJLDO4/xO5rarByHyKt/vQMe2PzB7KhFIAQ7Ri8zjoiNLlWzeOl1IZVurXYMV09GoqYH/BkxPpVLgUxTBOwFdblFhu0X4TBkWsYzaT2S7yDBbmsSKjM+q8diYre5bH8/1nGsogmYfqN/dKABBg3xKg3zgcfn/xr8wvwDn',
    'KEevKjM+jO5vc6kYZEP3oPt7h8aeh7RScDKcRWLu9cWIxjJDjNnwjSCyki/38jdq/jBQ8VUVLHpanf5cGb/dv4OwZWXJ1uwDwVbXwEcCKdRqWtJNFYNNhJ2a5GpJMt8V8/o3syENOuR/dvQ8ULp3vGbE4SYHpO1z/R1/Is7BzRCpz1Y+wWaP/VgyWzlICPkLeiY6nKXojV66OvVMVvulvw+/HFXScJ63HUlsb+ipSzMIBlZ6',
    'xHssSGK+5yMW1qpR/Pp/PGeIJ0dNbniWQyIcOakWKDCTzxpdjto5gCP1v8LzOsk9pRTml0tL0C15IhanQerf/dj65INhxdN+jEKe2BUhuLZuS1jQ0/4NpGH1NOwjpN4KKu8E7sHp3+N21nhUQLu1geHlHRGpo9E87Cjz3qLZeZHVVT8/hfbgM+LC3Pnqvdwk6CJxeSKcoHXymJx0hgak53LVIqwaSIN0mx8ax6HFabdN7yYy',
    'DQBDnJHruYIzAK1JZAVaER5Kh6JFSYbFUclNX2R8dMjnVaWhZyw5HbAAAAAAgTMHrg/VR6yr1yTT/rNwFrF1KJ8CrTSMHaJFkgxo0qhiP7dy13kMwmHjnvVvvKCqOsmlK7CckQM61a+33SGr10GVqEDIV09KB6KRg1n/4PhooZaNl8WJvOBBSfXaEl1YjSe9F0Dioivv//+/wQAAFwaC2wEJcQAHCwEAASMDAQEFXQAAEAAM',
    'gJsAAA==',
  ].join('')),
]

/** One stored file each, in the layout of RAR 5 and of RAR 4. */
export const rars: readonly Uint8Array[] = [
  decode('UmFyIRoHAQDFGjMyAwEAALIi65oRAgIHAAcAAAAILi4vbS5wa2xwYXlsb2FkGbI6NQMFAAA='), decode('UmFyIRoHAAAAcwAADQAAAAAAAADydnQAgCUABwAAAAcAAAACFWosQgAAAAAUMAUAAAAAAG0ucGtscGF5bG9hZA=='),
]
