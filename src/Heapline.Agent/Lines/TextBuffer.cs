using System;
using System.Runtime.CompilerServices;
using Heapline.Agent.Native;

namespace Heapline.Agent.Lines;

/// <summary>UTF-8 text that grows in private memory. Without memory it stays as it was, and says so.</summary>
internal unsafe ref struct TextBuffer
{
    private const int FirstCapacity = 16384;

    private byte* _text;
    private int _capacity;

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>Whether anything did not fit.</summary>
    public bool Failed { get; private set; }

    /// <summary>The text; not terminated.</summary>
    public readonly byte* Text => _text;

    public void Append(ReadOnlySpan<byte> text)
    {
        fixed (byte* from = text) Append(from, text.Length);
    }

    public void Append(byte* text, int length)
    {
        if (!MakeRoom(length)) return;
        Memory.Copy(_text + Length, text, (uint)length);
        Length += length;
    }

    public void Append(byte character, int times)
    {
        if (times <= 0 || !MakeRoom(times)) return;
        Memory.Fill(_text + Length, character, (uint)times);
        Length += times;
    }

    /// <summary>ASCII text, right-aligned in a width that it may overflow.</summary>
    public void AppendRight(byte* text, int length, int width)
    {
        Append((byte)' ', width - length);
        Append(text, length);
    }

    public void Free()
    {
        if (_text != null) PrivateMemory.Unmap(_text, (nuint)_capacity);
        _text = null;
        _capacity = Length = 0;
    }

    private bool MakeRoom(int bytes)
    {
        if (Failed) return false;
        if ((long)Length + bytes <= _capacity) return true;
        long capacity = _capacity == 0 ? FirstCapacity : _capacity;
        while (capacity < (long)Length + bytes) capacity *= 2;
        var grown = capacity <= int.MaxValue ? (byte*)PrivateMemory.Map((nuint)capacity) : null;
        if (grown == null)
        {
            Failed = true;
            return false;
        }
        if (_text != null)
        {
            Memory.Copy(grown, _text, (uint)Length);
            PrivateMemory.Unmap(_text, (nuint)_capacity);
        }
        _text = grown;
        _capacity = (int)capacity;
        return true;
    }
}
