namespace Heapline.Fuzz.Mutation;

/// <summary>Changes captures: mostly within records, under right checksums, since a wrong one ends the reading at once.</summary>
internal static class CaptureMutation
{
    private const int MostBytes = 6 << 10;

    /// <summary>A changed file.</summary>
    /// <param name="file">The file to change.</param>
    /// <param name="other">Another one, to take blocks from.</param>
    /// <param name="random">Decides.</param>
    public static byte[] Apply(byte[] file, byte[] other, Random random)
    {
        if (random.Next(16) == 0)
            return Bytes(file, other, random);
        var blocks = BlockFile.Parse(file);
        for (var changes = 1 << random.Next(4); changes > 0; changes--)
            Change(blocks, other, random);
        var packs = random.Next(8) == 0;
        var result = BlockFile.Write(blocks, _ => packs && random.Next(2) == 0);
        if (random.Next(32) == 0)
            result = result[..random.Next(result.Length + 1)];
        return result.Length <= MostBytes ? result : result[..MostBytes];
    }

    private static byte[] Bytes(byte[] file, byte[] other, Random random)
    {
        if (random.Next(4) == 0)
            return [.. file.AsSpan(0, random.Next(file.Length + 1)), .. other.AsSpan(random.Next(other.Length + 1))];
        var changed = (byte[])file.Clone();
        for (var changes = 1 << random.Next(4); changes > 0; changes--)
            changed = ByteMutation.Apply(changed, random);
        return changed.Length <= MostBytes ? changed : changed[..MostBytes];
    }

    private static void Change(List<Block> blocks, byte[] other, Random random)
    {
        if (blocks.Count == 0)
        {
            blocks.AddRange(BlockFile.Parse(other));
            return;
        }
        var at = random.Next(blocks.Count);
        switch (random.Next(16))
        {
            case 0:
                blocks.RemoveAt(at);
                break;
            case 1:
                blocks.Insert(random.Next(blocks.Count + 1), blocks[at]);
                break;
            case 2:
                var to = random.Next(blocks.Count);
                (blocks[at], blocks[to]) = (blocks[to], blocks[at]);
                break;
            case 3:
                blocks[at] = blocks[at] with { Kind = (byte)random.Next(random.Next(4) == 0 ? 256 : 32) };
                break;
            case 4:
                var theirs = BlockFile.Parse(other);
                if (theirs.Count > 0)
                    blocks.Insert(random.Next(blocks.Count + 1), theirs[random.Next(theirs.Count)]);
                break;
            case 5:
                var same = BlockFile.Parse(other).Where(block => block.Kind == blocks[at].Kind).ToList();
                if (same.Count > 0)
                    blocks[at] = new Block(blocks[at].Kind, [.. blocks[at].Raw, .. same[random.Next(same.Count)].Raw]);
                break;
            case 6:
                blocks[at] = blocks[at] with { Raw = [.. Enumerable.Repeat((byte)random.Next(4), random.Next(2000))] };
                break;
            default:
                blocks[at] = blocks[at] with { Raw = ByteMutation.Apply((byte[])blocks[at].Raw.Clone(), random) };
                break;
        }
    }
}
