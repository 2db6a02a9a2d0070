using Heapline.Agent.Python;

namespace Heapline.Agent.Lines;

/// <summary>
/// The way events come from CPython 3.12 on: callbacks of <c>sys.monitoring</c>, on for the profiled code objects alone. The shell registers them; each is called as
/// <c>(code, line or offset, …)</c> and gives back None, or DISABLE where it is of no further use.
/// </summary>
/// <remarks>
/// The interpreter makes an int of every line above 256 before it calls us, and frees it afterwards: one small temporary allocation a visit, which a recording of the
/// heap attributes to that line.
/// </remarks>
internal static unsafe class MonitoringCallbacks
{
    private static nint _disable;

    /// <summary>Keeps <c>sys.monitoring.DISABLE</c>.</summary>
    public static nint Use(nint self, nint* arguments, nint count)
    {
        if (count == 1 && _disable == 0)
        {
            _disable = arguments[0];
            PyApi.IncRef(_disable);
        }
        return New(PyApi.None);
    }

    /// <summary>LINE: (code, line)</summary>
    public static nint Line(nint self, nint* arguments, nint count)
    {
        var thread = LineThreads.Find();
        var line = (int)PyApi.AsLong(arguments[1]);
        var wanted = true;
        LineGuard.Enter();
        if (thread != null && thread->Depth != 0) LineEvents<KernelReadings>.Line(thread, arguments[0], line);
        else wanted = BindingTable.Find(arguments[0]) != null;
        LineGuard.Exit();
        return New(wanted ? PyApi.None : _disable);
    }

    /// <summary>
    /// JUMP: (code, from, to). A jump back within its line begins the line anew (a loop on one line); there is no LINE event for it. Any other jump has one, so it
    /// needs no second look.
    /// </summary>
    public static nint Jump(nint self, nint* arguments, nint count)
    {
        var from = (int)PyApi.AsLong(arguments[1]);
        var to = (int)PyApi.AsLong(arguments[2]);
        var code = arguments[0];
        if (to > from) return New(_disable);
        var line = PyApi.LineOfOffset(code, to);
        if (line != PyApi.LineOfOffset(code, from)) return New(_disable);
        var thread = LineThreads.Find();
        LineGuard.Enter();
        var wanted = BindingTable.Find(code) != null;
        if (wanted && thread != null) LineEvents<KernelReadings>.Line(thread, code, line);
        LineGuard.Exit();
        return New(wanted ? PyApi.None : _disable);
    }

    /// <summary>PY_START, PY_RESUME: (code, offset); PY_THROW: (code, offset, exception), for all code.</summary>
    public static nint Begin(nint self, nint* arguments, nint count)
    {
        var thread = LineThreads.Find();
        if (thread == null || !thread->AnyOn) return New(PyApi.None);
        var code = arguments[0];
        var offset = (int)PyApi.AsLong(arguments[1]);
        LineGuard.Enter();
        var binding = BindingTable.Find(code);
        if (binding != null) LineEvents<KernelReadings>.Begin(thread, code, binding, PyApi.LineOfOffset(code, offset));
        LineGuard.Exit();
        return New(PyApi.None);
    }

    /// <summary>PY_RETURN, PY_YIELD: (code, offset, value); PY_UNWIND: (code, offset, exception), for all code.</summary>
    public static nint End(nint self, nint* arguments, nint count)
    {
        var thread = LineThreads.Find();
        if (thread == null) return New(PyApi.None);
        LineGuard.Enter();
        LineEvents<KernelReadings>.End(thread, arguments[0]);
        LineGuard.Exit();
        return New(PyApi.None);
    }

    private static nint New(nint value)
    {
        PyApi.IncRef(value);
        return value;
    }
}
