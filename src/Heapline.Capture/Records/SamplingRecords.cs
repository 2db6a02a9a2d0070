using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// How blocks were sampled; each record begins with a byte that says what it is.
/// <code>
/// 0 Seed:    eight bytes, little endian
/// 1 Rate:    instant in ns (signed), level (number), bytes between two samples (number)
///            01   00   01   80 80 20                                 from the start on level 1: 512 KiB
/// 2 Weight:  site − that of the record before (signed; of the block), level, weight (numbers)
///            02   0E   01   A4 92 01                                 site 7, level 1: each block counts as 18,724
/// </code>
/// </summary>
internal sealed class SamplingRecords(Bounds bounds)
{
    private const byte SeedMark = 0, RateMark = 1, WeightMark = 2;

    private readonly List<SamplingRate> _rates = [];
    private readonly List<SiteWeight> _weights = [];
    private ulong _seed;

    /// <summary>What was read.</summary>
    public Sampling Sampling => _rates.Count + _weights.Count == 0 ? Sampling.None : new Sampling { Seed = _seed, Rates = _rates, Weights = _weights };

    public static void WriteSeed(RecordBuffer buffer, ulong seed)
    {
        buffer.Byte(SeedMark);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        buffer.Bytes(bytes);
    }

    public static void Write(RecordBuffer buffer, SamplingRate rate)
    {
        buffer.Byte(RateMark);
        buffer.Signed(rate.TimeNs);
        buffer.Number(rate.Level);
        buffer.Number(rate.IntervalBytes);
    }

    public static void Write(RecordBuffer buffer, SiteWeight weight, int siteBefore)
    {
        buffer.Byte(WeightMark);
        buffer.Signed(weight.Site.Value - siteBefore);
        buffer.Number(weight.Level);
        buffer.Number(weight.Weight);
    }

    /// <summary>Reads one record. <paramref name="siteBefore"/> is 0 at the begin of a block.</summary>
    public void Read(ref RecordReader reader, ref int siteBefore, KnownIds known)
    {
        switch (reader.Byte())
        {
            case SeedMark:
                _seed = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(reader.Bytes(sizeof(ulong)));
                break;
            case RateMark:
                var rate = new SamplingRate(reader.Signed(), reader.SmallNumber(), Positive(reader.Number(), "bytes between samples"));
                bounds.Check(rate);
                _rates.Add(rate);
                break;
            case WeightMark:
                var site = siteBefore + reader.Signed();
                if (site < 0 || site >= known.Sites)
                    throw new InvalidBlockException($"expected one of {known.Sites} sites, found number {site}");
                siteBefore = (int)site;
                var weight = new SiteWeight(new SiteId(siteBefore), reader.SmallNumber(), Positive(reader.Number(), "a weight"));
                bounds.Amount(weight.Weight);
                _weights.Add(weight);
                break;
            case var other:
                throw new InvalidBlockException($"expected a seed, a rate or a weight, found mark {other}");
        }
    }

    private static long Positive(long number, string what) => number > 0 ? number : throw new InvalidBlockException($"expected {what} above 0, found {number}");
}
