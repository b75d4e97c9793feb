import { connectEngine } from '../engine/connect.ts'
import { toImageConfig } from './config.ts'

/** The `CMD` of images that this machine has, by image. Where no Engine answers, there are none. */
export async function readImageCommands(images: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const connection = await connectEngine().catch(() => undefined)
  if (connection === undefined) return new Map()
  const { engine } = connection
  try {
    const found = await Promise.all(
      images.map(async (image) => {
        const config = await engine
          .getImage(image)
          .inspect()
          .then(toImageConfig, () => undefined)
        return config === undefined ? [] : [[image, config.command] as const]
      }),
    )
    return new Map(found.flat())
  } finally {
    await connection.close()
  }
}
