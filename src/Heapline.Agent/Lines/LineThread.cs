using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;

namespace Heapline.Agent.Lines;

/// <summary>What line profiling knows of one thread: which profiles are on there, and the profiled frames on its stack. Only the thread itself touches it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LineThread
{
    private const int FirstCapacity = 64;

    private struct Switched
    {
        public LineProfile* Profile;
        public int Count;
    }

    public Visit* Visits;
    public int Depth;
    /// <summary>How many decorated functions are open: the level of the next one's mark.</summary>
    public int Level;
    /// <summary>The tracer that was there before ours, up to CPython 3.11; its object is a reference of ours.</summary>
    public nint EarlierTracer, EarlierTracerObject;
    public LineThread* NextFree;

    private Switched* _on;
    private int _onCount, _onCapacity, _visitCapacity;

    /// <summary>Whether any profile is on.</summary>
    public readonly bool AnyOn => _onCount != 0;

    /// <summary>Whether a profile is on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsOn(LineProfile* profile)
    {
        for (var i = 0; i < _onCount; i++)
        {
            if (_on[i].Profile == profile) return true;
        }
        return false;
    }

    /// <summary>Switches a profile on, once more; false when there is no memory.</summary>
    public bool SwitchOn(LineProfile* profile)
    {
        for (var i = 0; i < _onCount; i++)
        {
            if (_on[i].Profile != profile) continue;
            _on[i].Count++;
            return true;
        }
        if (_onCount == _onCapacity)
        {
            var (grown, capacity) = ((nint)Grown(_on, _onCapacity, sizeof(Switched), out var room), room);
            if (grown == 0) return false;
            _on = (Switched*)grown;
            _onCapacity = capacity;
        }
        _on[_onCount].Profile = profile;
        _on[_onCount++].Count = 1;
        PyApi.IncRef(profile->Capsule);
        return true;
    }

    /// <summary>Takes back one <see cref="SwitchOn"/>. False when the profile was not on. The profile may be gone afterwards.</summary>
    public bool SwitchOff(LineProfile* profile)
    {
        for (var i = 0; i < _onCount; i++)
        {
            if (_on[i].Profile != profile) continue;
            if (--_on[i].Count > 0) return true;
            Purge(profile);
            _on[i] = _on[--_onCount];
            PyApi.DecRef(profile->Capsule);
            return true;
        }
        return false;
    }

    /// <summary>A new visit on top; null when there is no memory.</summary>
    public Visit* Push()
    {
        if (Depth == _visitCapacity)
        {
            var (grown, capacity) = ((nint)Grown(Visits, _visitCapacity, sizeof(Visit), out var room), room);
            if (grown == 0) return null;
            Visits = (Visit*)grown;
            _visitCapacity = capacity;
        }
        return Visits + Depth++;
    }

    /// <summary>Lets go of everything: the thread has ended, and the record goes to another. With the GIL held.</summary>
    public void Forget()
    {
        Depth = 0;
        Level = 0;
        while (_onCount > 0) PyApi.DecRef(_on[--_onCount].Profile->Capsule);
        if (EarlierTracerObject != 0) PyApi.DecRef(EarlierTracerObject);
        EarlierTracer = EarlierTracerObject = 0;
    }

    /// <summary>Takes out the visits of a profile that is being switched off in their midst.</summary>
    private void Purge(LineProfile* profile)
    {
        var gone = 0;
        for (var i = 0; i < Depth; i++)
        {
            Visits[i].Shift = gone;
            if (Visits[i].Map->Profile == profile) gone++;
        }
        if (gone == 0) return;
        for (var i = 0; i < Depth; i++)
        {
            // An outer visit is of the same profile, so it stays with this one; a group begins where its first one that stays comes to stand.
            var visit = Visits + i;
            visit->Group -= Visits[visit->Group].Shift;
            if (visit->Outer >= 0) visit->Outer -= Visits[visit->Outer].Shift;
        }
        for (var i = 0; i < Depth; i++)
        {
            if (Visits[i].Map->Profile != profile) Visits[i - Visits[i].Shift] = Visits[i];
        }
        Depth -= gone;
    }

    private static void* Grown(void* old, int oldCapacity, int itemBytes, out int capacity)
    {
        capacity = oldCapacity == 0 ? FirstCapacity : oldCapacity * 2;
        var grown = PrivateMemory.Map((nuint)capacity * (nuint)itemBytes);
        if (grown == null || old == null) return grown;
        Memory.Copy(grown, old, (uint)(oldCapacity * itemBytes));
        PrivateMemory.Unmap(old, (nuint)oldCapacity * (nuint)itemBytes);
        return grown;
    }
}
