namespace Heapline.Capture.Merging;

/// <summary>
/// Thins the readings of one process: of every few one after the other the least and the most are kept, so its highest stays. The first and the last stay, too: what is
/// appended to the file counts its differences from the last.
/// </summary>
internal sealed class SampleThinning
{
    private readonly List<MemorySample> _samples = [];

    public void Add(MemorySample sample) => _samples.Add(sample);

    /// <summary>What is left, rising in time; as many for a chunk of 2 to the power of <paramref name="level"/> + 1 as two.</summary>
    public IEnumerable<MemorySample> Left(int level)
    {
        var size = 1 << Math.Min(level + 1, 30);
        for (var start = 0; start < _samples.Count; start += size)
        {
            var end = Math.Min(_samples.Count, start + size);
            var (low, high) = (start, start);
            for (var i = start; i < end; i++)
            {
                low = _samples[i].ResidentBytes < _samples[low].ResidentBytes ? i : low;
                high = _samples[i].ResidentBytes > _samples[high].ResidentBytes ? i : high;
            }

            for (var i = start; i < end; i++)
            {
                if (i == low || i == high || i == 0 || i == _samples.Count - 1)
                    yield return _samples[i];
            }
        }
    }
}
