namespace Heapline.Agent.Recording;

/// <summary>Puts a path together in a buffer of fixed size; a path that does not fit is refused by <see cref="End"/>, not cut.</summary>
internal unsafe ref struct PathText
{
    private readonly byte* _to;
    private readonly int _capacity;
    private int _length;

    public PathText(byte* to, int capacity)
    {
        _to = to;
        _capacity = capacity;
    }

    public void Append(byte character)
    {
        if (_length < _capacity) _to[_length] = character;
        _length++;
    }

    public void Append(byte* text)
    {
        while (*text != 0) Append(*text++);
    }

    public void Append(uint number)
    {
        if (number >= 10) Append(number / 10);
        Append((byte)('0' + number % 10));
    }

    /// <summary>Ends the text with a zero byte; false when it was too long.</summary>
    public bool End()
    {
        Append((byte)0);
        return _length <= _capacity;
    }
}
