// A file that is to become a picture of a post: how it is read, and what is turned down before it is.

/** As much as the core takes in one piece. */
const MOST_BYTES = 50 * 1024 * 1024

export function file_unfit({ name, type, size }: { name: string; type: string; size: number }): string | null {
  if (size === 0) return `${name} is empty.`
  if (size > MOST_BYTES) return `${name} is larger than 50 MB. Choose a smaller picture.`
  // The core looks at the bytes themselves; this only spares reading what cannot be one.
  if (type && !type.startsWith('image/')) return `${name} is not a picture.`
  return null
}

/** The bytes as base64, read off the main thread by the web view. */
export function as_base64(file: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader()
    reader.onerror = () => failed(new Error('the file could not be read'))
    reader.onload = () => {
      const address = reader.result as string
      done(address.slice(address.indexOf(',') + 1))
    }
    reader.readAsDataURL(file)
  })
}
