// The words of GGUF: tensor types with their block sizes, value types, and the quantisation a whole file goes by.
// ggml.h and ggml-common.h of ggml; gguf/constants.py of llama.cpp.

export interface TensorType {
  name: string
  /** Elements of a block, and its bytes. */
  block: number
  bytes: number
}

const one = (name: string, block: number, bytes: number): TensorType => ({ name, block, bytes })

export const tensorTypes: ReadonlyMap<number, TensorType> = new Map([
  [0, one('F32', 1, 4)], [1, one('F16', 1, 2)], [2, one('Q4_0', 32, 18)], [3, one('Q4_1', 32, 20)],
  // 4 and 5 (Q4_2, Q4_3) are gone since 2023; blocks of 16, a scale (and a minimum) of two bytes each.
  [4, one('Q4_2', 16, 10)], [5, one('Q4_3', 16, 12)],
  [6, one('Q5_0', 32, 22)], [7, one('Q5_1', 32, 24)], [8, one('Q8_0', 32, 34)], [9, one('Q8_1', 32, 36)],
  [10, one('Q2_K', 256, 84)], [11, one('Q3_K', 256, 110)], [12, one('Q4_K', 256, 144)], [13, one('Q5_K', 256, 176)],
  [14, one('Q6_K', 256, 210)], [15, one('Q8_K', 256, 292)], [16, one('IQ2_XXS', 256, 66)], [17, one('IQ2_XS', 256, 74)],
  [18, one('IQ3_XXS', 256, 98)], [19, one('IQ1_S', 256, 50)], [20, one('IQ4_NL', 32, 18)], [21, one('IQ3_S', 256, 110)],
  [22, one('IQ2_S', 256, 82)], [23, one('IQ4_XS', 256, 136)], [24, one('I8', 1, 1)], [25, one('I16', 1, 2)],
  [26, one('I32', 1, 4)], [27, one('I64', 1, 8)], [28, one('F64', 1, 8)], [29, one('IQ1_M', 256, 56)], [30, one('BF16', 1, 2)],
  // Repacked for one processor each; files of them were written for some months of 2024.
  [31, one('Q4_0_4_4', 32, 18)], [32, one('Q4_0_4_8', 32, 18)], [33, one('Q4_0_8_8', 32, 18)],
  [34, one('TQ1_0', 256, 54)], [35, one('TQ2_0', 256, 66)],
  [36, one('IQ4_NL_4_4', 32, 18)], [37, one('IQ4_NL_4_8', 32, 18)], [38, one('IQ4_NL_8_8', 32, 18)],
  [39, one('MXFP4', 32, 17)], [40, one('NVFP4', 64, 36)], [41, one('Q1_0', 128, 18)],
])

/** `general.file_type`: what most of the tensors are. */
export const fileTypes: ReadonlyMap<number, string> = new Map([
  [0, 'F32'], [1, 'F16'], [2, 'Q4_0'], [3, 'Q4_1'], [4, 'Q4_1 with F16'], [5, 'Q4_2'], [6, 'Q4_3'], [7, 'Q8_0'], [8, 'Q5_0'], [9, 'Q5_1'],
  [10, 'Q2_K'], [11, 'Q3_K_S'], [12, 'Q3_K_M'], [13, 'Q3_K_L'], [14, 'Q4_K_S'], [15, 'Q4_K_M'], [16, 'Q5_K_S'], [17, 'Q5_K_M'], [18, 'Q6_K'],
  [19, 'IQ2_XXS'], [20, 'IQ2_XS'], [21, 'Q2_K_S'], [22, 'IQ3_XS'], [23, 'IQ3_XXS'], [24, 'IQ1_S'], [25, 'IQ4_NL'], [26, 'IQ3_S'], [27, 'IQ3_M'],
  [28, 'IQ2_S'], [29, 'IQ2_M'], [30, 'IQ4_XS'], [31, 'IQ1_M'], [32, 'BF16'], [33, 'Q4_0_4_4'], [34, 'Q4_0_4_8'], [35, 'Q4_0_8_8'],
  [36, 'TQ1_0'], [37, 'TQ2_0'], [38, 'MXFP4'], [39, 'NVFP4'], [40, 'Q1_0'],
])

export const valueType = { bool: 7, string: 8, array: 9 } as const

/** Bytes of the value types that have a fixed size: u8 i8 u16 i16 u32 i32 f32 bool, u64 i64 f64. */
export const valueBytes: ReadonlyMap<number, number> = new Map([[0, 1], [1, 1], [2, 2], [3, 2], [4, 4], [5, 4], [6, 4], [7, 1], [10, 8], [11, 8], [12, 8]])
