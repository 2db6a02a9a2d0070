namespace Heapline.Fuzz.Running;

/// <summary>Inputs that made some code run for the first time, or for the first time so often.</summary>
internal sealed class Corpus
{
    private readonly List<byte[]> _inputs = [];

    /// <summary>How many there are.</summary>
    public int Count => _inputs.Count;

    /// <summary>Adds one.</summary>
    public void Add(byte[] input) => _inputs.Add(input);

    /// <summary>One of them: every other time one of the newest, which lead on.</summary>
    public byte[] Pick(Random random) =>
        _inputs[random.Next(2) == 0 ? random.Next(_inputs.Count) : _inputs.Count - 1 - random.Next(Math.Min(_inputs.Count, 32))];
}
